package sheet_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"regulars"
	"regulars/event/importer/sheet"
)

func file(t testing.TB, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.csv")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// rows reads a file whole: each record as its row number and fields, or its fault.
func rows(t testing.TB, path string) (look sheet.Look, out []string) {
	t.Helper()
	look, err := sheet.Inspect(path, 0)
	if err != nil {
		t.Fatal(err)
	}
	r, err := sheet.Open(path, look)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for r.Next() {
		s := fmt.Sprint(r.Row(), ":", r.Fault())
		if r.Fault() == sheet.NoFault {
			s = fmt.Sprint(r.Row(), ":", string(bytes.Join(r.Fields(), []byte("|"))))
		}
		out = append(out, s)
	}
	if r.Err() != nil {
		t.Fatal(r.Err())
	}
	return look, out
}

func TestReader(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, in, delimiter, want string }{
		{"plain", "a,b\n1,2\n3,4", ",", "1:a|b 2:1|2 3:3|4"},
		{"windows line ends", "a,b\r\n1,2\r\n", ",", "1:a|b 2:1|2"},
		{"old mac line ends", "a,b\r1,2\r", ",", "1:a|b 2:1|2"},
		{"semicolons", "a;b\n1,5;2,5\n", ";", "1:a|b 2:1,5|2,5"},
		{"tabs", "a\tb\n1\t\"x\ty\"\n", "\t", "1:a|b 2:1|x\ty"},
		{"bars", "a|b\n1|2\n", "|", "1:a|b 2:1|2"},
		{"a hint", "sep=;\na;b\n1;2\n", ";", "2:a|b 3:1|2"},
		{"byte order mark", "\uFEFFa,b\n1,2\n", ",", "1:a|b 2:1|2"},
		{"quotes", "a,b\n\"x, \"\"y\"\"\",2\n", ",", "1:a|b 2:x, \"y\"|2"},
		{"quoted line breaks", "a,b\n\"x\ny\r\nz\",2\n3,4\n", ",", "1:a|b 2:x\ny\r\nz|2 3:3|4"},
		{"a quote inside", "a,b\n5\" pipe,2\n", ",", "1:a|b 2:5\" pipe|2"},
		{"text behind a quote", "a,b\n\"x\"y,2\n", ",", "1:a|b 2:xy|2"},
		{"empty quoted at the end", "a,b\n1,\"\"", ",", "1:a|b 2:1|"},
		{"blank lines count", "a,b\n\n1,2\n \n3,4\n", ",", "1:a|b 3:1|2 5:3|4"},
		{"a quote that never ends", "a,b\n\"x,2\n3,4\n", ",", "1:a|b 2:quotes 3:3|4"},
		{"one column", "a\n1\n2\n", ",", "1:a 2:1 3:2"},
	} {
		look, got := rows(t, file(t, []byte(tt.in)))
		if s := strings.Join(got, " "); s != tt.want || look.Delimiter != tt.delimiter {
			t.Errorf("%s: %q cut by %q, want %q", tt.name, s, look.Delimiter, tt.want)
		}
	}
}

func TestFaultsSpoilTheirOwnRowOnly(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 3*sheet.MaxRecord)
	in := "a,b\n1,2\n" + long + ",3\n4,5\n\"" + long + "\n6,7\n"
	_, got := rows(t, file(t, []byte(in)))
	want := []string{"1:a|b", "2:1|2", "3:too_long", "4:4|5", "5:too_long", "6:6|7"}
	if !slices.Equal(got, want) {
		t.Errorf("%.200q, want %q", got, want)
	}
	good := strings.Repeat("é,2\n", 50)
	_, got = rows(t, file(t, []byte("a,b\n"+good+"\xff\xfe,4\n5,6\n")))
	if tail := got[len(got)-2:]; !slices.Equal(tail, []string{"52:encoding", "53:5|6"}) {
		t.Errorf("%q", tail)
	}
}

func TestCharsets(t *testing.T) {
	t.Parallel()
	chinese := "订单号,客户,金额\nA1,王小明,128.00\nA2,李雷，先生,5\n"
	latin := "pedido,cidade,preço\n1,São Paulo,5\n2,Ação de Março à noite,6\n"
	for _, tt := range []struct {
		name     string
		text     string
		encoding encoding.Encoding
		want     sheet.Charset
	}{
		{"utf-8", chinese, encoding.Nop, sheet.UTF8},
		{"ascii", "a,b\n1,2\n", encoding.Nop, sheet.UTF8},
		{"gbk", chinese, simplifiedchinese.GBK, sheet.GB18030},
		{"gb18030", chinese + "A3,\U0001F600㐂,1\n", simplifiedchinese.GB18030, sheet.GB18030},
		{"latin", latin, charmap.Windows1252, sheet.Windows1252},
		{"utf-16le with a mark", chinese, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), sheet.UTF16LE},
		{"utf-16be with a mark", chinese, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), sheet.UTF16BE},
		{"utf-16le", chinese, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), sheet.UTF16LE},
		{"utf-16be", latin, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), sheet.UTF16BE},
	} {
		content, err := tt.encoding.NewEncoder().Bytes([]byte(tt.text))
		if err != nil {
			t.Fatal(err)
		}
		look, got := rows(t, file(t, content))
		_, want := rows(t, file(t, []byte(tt.text)))
		if look.Charset != tt.want || !slices.Equal(got, want) {
			t.Errorf("%s: %s, %q, want %q", tt.name, look.Charset, got, want)
		}
	}
}

func TestGzip(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	for i := range 100_000 {
		fmt.Fprintf(z, "%d,%d\n", i, i*7919)
	}
	z.Close()
	look, got := rows(t, file(t, b.Bytes()))
	if !look.Gzip || len(got) != 100_000 || look.Digest == "" {
		t.Errorf("%+v, %d rows", look, len(got))
	}
	cut := file(t, b.Bytes()[:b.Len()/2])
	if _, err := sheet.Inspect(cut, 0); regulars.CodeOf(err) != regulars.ErrInvalid {
		t.Errorf("a file that was cut off gives %v", err)
	}
	look, err := sheet.Inspect(cut, 1000) // its beginning is fine
	if err != nil {
		t.Fatal(err)
	}
	r, err := sheet.Open(cut, look)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for r.Next() {
	}
	if regulars.CodeOf(r.Err()) != regulars.ErrInvalid {
		t.Errorf("reading it gives %v", r.Err())
	}
}

func TestInspectRefuses(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]regulars.Code{
		"/nowhere/at/all.csv": regulars.ErrNotFound,
		t.TempDir():           regulars.ErrInvalid,
		file(t, nil):          regulars.ErrInvalid,
	} {
		if _, err := sheet.Inspect(name, 0); regulars.CodeOf(err) != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// TestReaderAgreesWithTheStandardLibrary writes any records with encoding/csv
// and reads them back.
func TestReaderAgreesWithTheStandardLibrary(t *testing.T) {
	t.Parallel()
	field := rapid.OneOf(rapid.StringOfN(rapid.RuneFrom([]rune("ab,;\"\n é王")), 0, 8, -1), rapid.Just("x"))
	rapid.Check(t, func(r *rapid.T) {
		records := rapid.SliceOfN(rapid.SliceOfN(field, 3, 3), 1, 20).Draw(r, "records")
		records = append([][]string{{"a", "b", "c"}}, records...)
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.UseCRLF = rapid.Bool().Draw(r, "crlf")
		if err := w.WriteAll(records); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "file.csv")
		if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		in, err := sheet.Open(path, sheet.Look{Charset: sheet.UTF8, Delimiter: ",", LineEnd: '\n'})
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		for _, want := range records {
			if !in.Next() {
				r.Fatalf("ended before %q: %v", want, in.Err())
			}
			for i, f := range in.Fields() {
				if got := string(f); got != strings.ReplaceAll(want[i], "\n", lineEnd(w.UseCRLF)) {
					r.Errorf("field %d of %q is %q", i, want, got)
				}
			}
		}
		if in.Next() {
			r.Error("there is more")
		}
	})
}

func lineEnd(crlf bool) string {
	if crlf {
		return "\r\n"
	}
	return "\n"
}

// FuzzReader holds any bytes to: an end, no panic, bounded records, valid UTF-8.
func FuzzReader(f *testing.F) {
	f.Add([]byte("a,b\n\"x\n"), int64(0))
	f.Add([]byte("\xff\xfea\x00,\x00"), int64(0))
	f.Add([]byte("\x1f\x8b\x08"), int64(10))
	f.Add([]byte("sep=;\n\xb6\xa9\xb5\xa5;1\n"), int64(0))
	f.Fuzz(func(t *testing.T, content []byte, limit int64) {
		path := file(t, content)
		look, err := sheet.Inspect(path, max(0, limit))
		if err != nil {
			return
		}
		r, err := sheet.Open(path, look)
		if err != nil {
			return
		}
		defer r.Close()
		last := int64(0)
		for r.Next() {
			if r.Row() <= last {
				t.Fatalf("row %d after row %d", r.Row(), last)
			}
			last = r.Row()
			if (r.Fault() == sheet.NoFault) != (len(r.Fields()) > 0) {
				t.Errorf("fault %q with %d fields", r.Fault(), len(r.Fields()))
			}
		}
		if last > int64(len(content))+1 {
			t.Errorf("%d rows of %d bytes", last, len(content))
		}
	})
}

func BenchmarkReader(b *testing.B) {
	var text strings.Builder
	for i := range 200_000 {
		fmt.Fprintf(&text, "%05d,1997-01-12,%d,%d.77\n", i%23570, i%7, i%300)
	}
	path := file(b, []byte(text.String()))
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		look, err := sheet.Inspect(path, 0)
		if err != nil {
			b.Fatal(err)
		}
		r, err := sheet.Open(path, look)
		if err != nil {
			b.Fatal(err)
		}
		for r.Next() {
			if _, ok := (sheet.Dates{}).Parse(r.Fields()[1]); !ok {
				b.Fatal("no date")
			}
			if _, ok := (sheet.Numbers{}).Parse(r.Fields()[3]); !ok {
				b.Fatal("no number")
			}
		}
		r.Close()
	}
	b.ReportMetric(float64(b.N)*200_000/b.Elapsed().Seconds(), "rows/s")
}
