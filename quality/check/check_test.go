package check_test

import (
	"strings"
	"testing"
	"time"

	"regulars/quality/check"
)

var options = check.Options{Now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC), Region: "CN"}

// told writes what was found as "kind reason suggestion", one after the other.
func told(p check.Person) string {
	var out []string
	j := check.Of(&p, options)
	for _, f := range j.Found {
		out = append(out, strings.TrimSpace(f.Kind.String()+" "+f.Reason+" "+f.Suggestion))
	}
	return strings.Join(out, "; ")
}

func TestOf(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		person check.Person
		want   string
	}{
		{"nothing told", check.Person{}, ""},
		{"a slip in the domain", check.Person{Email: "Li@Gmial.com"}, "email misspelt_domain li@gmail.com"},
		{"a slip in the ending", check.Person{Email: "li@163.con"}, "email misspelt_domain li@163.com"},
		{"a slip that two providers are near to", check.Person{Email: "li@162.com"}, "email misspelt_domain"},
		{"a missing ending", check.Person{Email: "li@qq"}, "email syntax li@qq.com"},
		{"a comma for a dot", check.Person{Email: "li@shop,cn"}, "email syntax li@shop.cn"},
		{"a space", check.Person{Email: "li wei@shop.cn"}, "email syntax liwei@shop.cn"},
		{"what is typed to get past a form", check.Person{Email: "test@test.com"}, "email placeholder"},
		{"an address that came back", check.Person{Email: "li@shop.cn", Bounced: options.Now}, "bounced bounced"},
		{"an address of many", check.Person{Email: "li@shop.cn", EmailShared: true}, "shared_email shared"},
		{"a switchboard", check.Person{Phone: "021-68881234 转 12"}, "phone syntax +862168881234"},
		{"a letter for a digit", check.Person{Phone: "139I234567O"}, "phone unused_number +8613912345670"},
		{"a number too short", check.Person{Phone: "12"}, "phone syntax"},
		{"a day and a month that are swapped", check.Person{Birthday: "1990-25-03"}, "birthday unreadable 1990-03-25"},
		{"a day that can be read in two ways", check.Person{Birthday: "03/04/1990"}, "birthday unreadable"},
		{"a birthday to come", check.Person{Birthday: "2027-01-02", Born: "2027-01-02"}, "birthday future"},
		{"a baby", check.Person{Birthday: "2025-12-02", Born: "2025-12-02"}, "birthday too_young"},
		{"what programs write for none", check.Person{Birthday: "1900-01-01", Born: "1900-01-01"}, "birthday filler"},
		{"too old", check.Person{Birthday: "1901-05-06", Born: "1901-05-06"}, "birthday too_old"},
		{"an address without a street", check.Person{Post: check.Post{Given: true, City: "上海"}}, "address no_street"},
		{"an address without a city", check.Person{Post: check.Post{Given: true, Street: "Main 1"}}, "address no_city"},
		{"a code of another form", check.Person{Post: check.Post{Given: true, Street: "南京路 1 号", City: "上海", Code: "2000", Country: "中国"}}, "address postal_code"},
		{"a number of another country", check.Person{Phone: "13912345670", Country: "Germany"}, "country phone_prefix"},
		{"a currency of another country", check.Person{Currency: "JPY", Country: "CN"}, "currency not_of_country"},
		{"no currency", check.Person{Currency: "RMB!"}, "currency unknown"},
		{"an account opened in the future", check.Person{Created: "2027-01-01T00:00:00Z"}, "date future"},
		{"an order before the account", check.Person{Created: "2026-02-01", FirstOrder: time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)}, "order before_account"},
		{"another city than the address has", check.Person{City: "北京", Post: check.Post{Given: true, Street: "南京路 1 号", City: "上海市"}}, "city address_city 上海市"},
	} {
		if got := told(tt.person); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestWhatOnlyLooksWrong holds honest data to be left alone.
func TestWhatOnlyLooksWrong(t *testing.T) {
	t.Parallel()
	for name, p := range map[string]check.Person{
		"a plus part":                          {Email: "li+tea@gmail.com"},
		"dots":                                 {Email: "li.lei.1990@gmail.com"},
		"a provider that looks like a slip":    {Email: "li@mail.com"},
		"another provider":                     {Email: "li@gmx.com"},
		"letters of one's own script":          {Email: "李雷@商店.中国"},
		"a number somebody paid for":           {Phone: "13888888888"},
		"a foreign number, no country told":    {Phone: "+4915112345678"},
		"a foreign number of the same country": {Phone: "+4915112345678", Country: "DE"},
		"a shared calling code":                {Phone: "+14165550123", Country: "Canada"},
		"a birthday without a year":            {Birthday: "02-29", Born: "02-29"},
		"very old":                             {Birthday: "1921-05-06", Born: "1921-05-06"},
		"the first of January":                 {Birthday: "1985-01-01", Born: "1985-01-01"},
		"dollars abroad":                       {Currency: "USD", Country: "CN"},
		"a country nobody knows":               {Country: "Zubrowka", Phone: "13912345670", Currency: "CNY"},
		"a city with its suffix":               {City: "上海", Post: check.Post{Given: true, Street: "南京路 1 号", City: "上海市", Code: "200001", Country: "CN"}},
		"a city in Latin letters":              {City: "Shanghai", Post: check.Post{Given: true, Street: "南京路 1 号", City: "上海市"}},
		"an address as one text":               {Post: check.Post{Given: true, Plain: true, Street: "上海市南京路 1 号"}},
		"a guest's order":                      {Created: "2026-02-02", FirstOrder: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)},
		"a code of a country without a form":   {Post: check.Post{Given: true, Street: "Street 1", City: "Reykjavík", Code: "101", Country: "IS"}},
	} {
		if got := told(p); got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestSame(t *testing.T) {
	t.Parallel()
	li := check.Person{Name: "李雷", Phone: "13912345670", Email: "li.lei@gmail.com", Birthday: "1990-03-04", Born: "1990-03-04"}
	for _, tt := range []struct {
		name   string
		a, b   check.Person
		common bool
		want   string
	}{
		{"nothing in common", li, check.Person{Name: "韩梅梅"}, false, ""},
		{"a name alone", li, check.Person{Name: "李雷"}, false, ""},
		{"dots and a plus part", li, check.Person{Email: "lilei+tea@gmail.com"}, false, "same_mailbox"},
		{"a slip in the domain", li, check.Person{Email: "lilei@gmial.com"}, false, "same_mailbox"},
		{"dots where they count", check.Person{Email: "li.lei@qq.com"}, check.Person{Email: "lilei@qq.com"}, false, ""},
		{"name and the end of the number", li, check.Person{Name: "李 雷", Phone: "+8615912345670"}, false, "name_phone"},
		{"name and birthday", li, check.Person{Name: "李雷", Birthday: "1990-03-04", Born: "1990-03-04"}, false, "name_birthday"},
		{"a common name and birthday", li, check.Person{Name: "李雷", Birthday: "1990-03-04", Born: "1990-03-04"}, true, ""},
		{"words the other way round", check.Person{Name: "Lei LI", Phone: "13912345670"}, check.Person{Name: "li lei", Phone: "13612345670"}, false, "name_phone"},
		{"a family with one number", li, check.Person{Name: "李雷雷", Phone: "13912345670"}, false, ""},
		{"a couple with one mailbox", li, check.Person{Name: "韩梅梅", Email: "lilei+mei@gmail.com"}, false, ""},
		{"father and son", li, check.Person{Name: "李雷", Phone: "13912345670", Birthday: "1960-03-04", Born: "1960-03-04"}, false, ""},
		{"man and woman", check.Person{Name: "李雷", Phone: "13912345670", Gender: "male"}, check.Person{Name: "李雷", Phone: "13912345670", Gender: "female"}, false, ""},
		{"two who did not tell their first names", check.Person{Name: "王先生", Phone: "13912345670"}, check.Person{Name: "王先生", Phone: "15912345670"}, false, ""},
		{"a first name alone", check.Person{Name: "Anna", Phone: "13912345670"}, check.Person{Name: "Anna", Phone: "15912345670"}, false, ""},
		{"a birthday of programs", check.Person{Name: "李雷", Born: "1900-01-01"}, check.Person{Name: "李雷", Born: "1900-01-01"}, false, ""},
	} {
		a, b := check.FaceOf(&tt.a, options), check.FaceOf(&tt.b, options)
		if got := strings.Join(check.Same(a, b, tt.common), " "); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
		if got := strings.Join(check.Same(b, a, tt.common), " "); got != tt.want {
			t.Errorf("%s, the other way: %q, want %q", tt.name, got, tt.want)
		}
		if tt.want != "" && !meet(a, b) {
			t.Errorf("%s: they have no key in common, so they would never be compared", tt.name)
		}
	}
}

func meet(a, b check.Face) bool {
	as, _ := a.Keys(nil)
	bs, _ := b.Keys(nil)
	for _, x := range as {
		for _, y := range bs {
			if x == y {
				return true
			}
		}
	}
	return false
}

func TestWords(t *testing.T) {
	t.Parallel()
	for _, k := range check.Kinds() {
		if k.String() == "" || check.KindOf(k.String()) != k || k.Aspect().String() == "" {
			t.Errorf("kind %d has no words", k)
		}
	}
	if check.KindOf("") != 0 || check.KindOf("nonsense") != 0 || check.Kind(99).Valid() {
		t.Error("words that are none are taken")
	}
	if a, ok := check.AspectOf("freshness"); !ok || a != check.Freshness {
		t.Error("the aspect is not found")
	}
}

// FuzzOf: whatever is told, judging ends, a suggestion is itself without fault,
// and a face meets itself.
func FuzzOf(f *testing.F) {
	f.Add("li@gmial.com", "13912345670", "1990-03-04", "李雷", "CN", "2000")
	f.Add("li@@qq", "021-1 ext 3", "31.12.90", "Anna Lee", "中国", "")
	f.Fuzz(func(t *testing.T, email, phone, birthday, name, country, code string) {
		p := check.Person{Email: email, Phone: phone, Birthday: birthday, Name: name, Country: country, Currency: country, Created: birthday,
			City: name, Post: check.Post{Given: true, Street: name, City: country, Code: code, Country: country}}
		j := check.Of(&p, options)
		for _, found := range j.Found {
			if found.Suggestion == "" {
				continue
			}
			better := check.Person{}
			switch found.Kind {
			case check.Email:
				better.Email = found.Suggestion
			case check.Phone:
				better.Phone = found.Suggestion
			default:
				continue
			}
			if again := check.Of(&better, options); len(again.Found) > 0 {
				t.Fatalf("the suggestion %q for %q has a fault itself", found.Suggestion, found.Is)
			}
		}
		face := check.FaceOf(&p, options)
		if keys, _ := face.Keys(nil); len(keys) > 0 && !meet(face, face) {
			t.Fatal("a face does not meet itself")
		}
	})
}
