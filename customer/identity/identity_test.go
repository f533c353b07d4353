package identity_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"regulars"
	"regulars/customer/identity"
)

func TestNew(t *testing.T) {
	t.Parallel()
	tests := []struct {
		kind  identity.Kind
		in    string
		want  string
		fault identity.Fault
	}{
		{identity.UserID, " c-1001 ", "c-1001", identity.Fine},
		{identity.UserID, "Ｃ－１００１", "C-1001", identity.Fine},
		{identity.UserID, "C-1001\u200b", "C-1001", identity.Fine},
		{identity.UserID, "会员７", "会员7", identity.Fine},
		{identity.UserID, "   ", "", identity.Empty},
		{identity.UserID, "undefined", "", identity.Placeholder},
		{identity.UserID, "[object Object]", "", identity.Placeholder},
		{identity.UserID, "0", "", identity.Placeholder},
		{identity.UserID, "00", "00", identity.Fine},
		{identity.UserID, "a\x00b", "", identity.Unreadable},
		{identity.UserID, "a\xffb", "", identity.Unreadable},
		{identity.UserID, strings.Repeat("x", 256), "", identity.TooLong},
		{identity.Device, "00000000-0000-0000-0000-000000000000", "", identity.Placeholder},
		{identity.Card, "8800 1234-5678 ab", "880012345678AB", identity.Fine},
		{identity.Card, "- -", "", identity.Empty},

		{identity.Email, " Li.Wei@Example.CN ", "li.wei@example.cn", identity.Fine},
		{identity.Email, "ｌｉ＠ｅｘａｍｐｌｅ．ｃｎ", "li@example.cn", identity.Fine},
		{identity.Email, "li@example。cn", "li@example.cn", identity.Fine},
		{identity.Email, "mailto:<li@shop.cn>", "li@shop.cn", identity.Fine},
		{identity.Email, "li+tea@shop.cn.", "li+tea@shop.cn", identity.Fine},
		{identity.Email, "李雷@商店.中国", "李雷@商店.中国", identity.Fine},
		{identity.Email, "li@example.com", "li@example.com", identity.ReservedDomain},
		{identity.Email, "li@tea.test", "li@tea.test", identity.ReservedDomain},
		{identity.Email, "li@gmial.com", "li@gmial.com", identity.MisspeltDomain},
		{identity.Email, "li@163.con", "li@163.con", identity.MisspeltDomain},
		{identity.Email, "noreply@shop.cn", "", identity.Placeholder},
		{identity.Email, "N/A", "", identity.Placeholder},
		{identity.Email, "none@none.com", "", identity.Placeholder},
		{identity.Email, "test@test.com", "", identity.Placeholder},
		{identity.Email, "li", "", identity.Syntax},
		{identity.Email, "li@", "", identity.Syntax},
		{identity.Email, "li@shop", "", identity.Syntax},
		{identity.Email, "li..wei@shop.cn", "", identity.Syntax},
		{identity.Email, "li wei@shop.cn", "", identity.Syntax},
		{identity.Email, "li@192.168.0.1", "", identity.Syntax},
		{identity.Email, "li@-shop.cn", "", identity.Syntax},

		{identity.Phone, "139 1234 5670", "+8613912345670", identity.Fine},
		{identity.Phone, "13912345670", "+8613912345670", identity.Fine},
		{identity.Phone, "１３９１２３４５６７０", "+8613912345670", identity.Fine},
		{identity.Phone, "+86 139-1234-5670", "+8613912345670", identity.Fine},
		{identity.Phone, "0086 13912345670", "+8613912345670", identity.Fine},
		{identity.Phone, "'+8613912345670", "+8613912345670", identity.Fine},
		{identity.Phone, "(021) 6888 1234", "+862168881234", identity.Fine},
		{identity.Phone, "+1 (415) 555-2671", "+14155552671", identity.Fine},
		{identity.Phone, "+44 20 7946 0958", "+442079460958", identity.Fine},
		{identity.Phone, "13800138000", "", identity.Placeholder},
		{identity.Phone, "11111111111", "", identity.Placeholder},
		{identity.Phone, "13888888888", "+8613888888888", identity.Fine},
		{identity.Phone, "021-68881234 ext 12", "", identity.Extension},
		{identity.Phone, "12", "", identity.Syntax},
		{identity.Phone, "call me", "", identity.Syntax},
		{identity.Phone, "none", "", identity.Placeholder},
	}
	for _, tt := range tests {
		got, fault := identity.New(tt.kind, tt.in, "CN")
		if got.Value != tt.want || fault != tt.fault {
			t.Errorf("New(%s, %q) = %q, %q; want %q, %q", tt.kind, tt.in, got.Value, fault, tt.want, tt.fault)
		}
		if (got.Value != "") != fault.Identifies() {
			t.Errorf("New(%s, %q) gives %q, but its fault %q says otherwise", tt.kind, tt.in, got.Value, fault)
		}
	}
}

func TestRegionReadsPlainNumbers(t *testing.T) {
	t.Parallel()
	for region, want := range map[string]string{"US": "+14155552671", "CA": "+14155552671", "CN": "+864155552671", "": ""} {
		if got, _ := identity.New(identity.Phone, "(415) 555-2671", region); got.Value != want {
			t.Errorf("in %s: %q, want %q", region, got.Value, want)
		}
	}
	if got, _ := identity.New(identity.Phone, "020 7946 0958", "GB"); got.Value != "+442079460958" {
		t.Errorf("in GB: %q", got.Value)
	}
}

func TestOf(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		event regulars.Event
		want  string
	}{
		{"user and visitor", regulars.Event{Type: regulars.Track, AnonymousID: "a1", UserID: "u1"}, "user_id:u1 anonymous_id:a1"},
		{"nobody", regulars.Event{Type: regulars.Track, UserID: "null"}, ""},
		{"alias", regulars.Event{Type: regulars.Alias, PreviousID: "a1", UserID: "u1"}, "user_id:u1 alias:a1"},
		{"previousId is no alias elsewhere", regulars.Event{Type: regulars.Group, PreviousID: "g1", UserID: "u1"}, "user_id:u1"},
		{"traits of identify", regulars.Event{Type: regulars.Identify, UserID: "u1",
			Body: []byte(`{"email":"A@Shop.cn","phone":13912345670,"openid":"o1","card":"88 1","mobile":"139 1234 5670","age":3}`)},
			"user_id:u1 open_id:o1 card:881 email:a@shop.cn phone:+8613912345670"},
		{"properties of track are no traits", regulars.Event{Type: regulars.Track, UserID: "u1", Body: []byte(`{"email":"a@shop.cn"}`)}, "user_id:u1"},
		{"traits of a company are not the person's", regulars.Event{Type: regulars.Group, UserID: "u1", PreviousID: "g", Body: []byte(`{"email":"office@shop.cn"}`)}, "user_id:u1"},
		{"traits in context", regulars.Event{Type: regulars.Track, AnonymousID: "a", Context: []byte(`{"traits":{"email":"a@shop.cn"}}`)}, "email:a@shop.cn anonymous_id:a"},
		{"external ids", regulars.Event{Type: regulars.Track, Context: []byte(`{"externalIds":[
			{"id":"9","type":"Shopify","collection":"users","encoding":"none"},{"id":7,"type":"wechat_unionid"},{"id":"d","type":"ios.idfa"},{"id":"null","type":"erp"}]}`)},
			"union_id:7 external:shopify:9 device:d"},
		{"each once", regulars.Event{Type: regulars.Identify, Body: []byte(`{"email":"a@shop.cn"}`), Context: []byte(`{"traits":{"email":"A@shop.cn"}}`)}, "email:a@shop.cn"},
		{"odd context", regulars.Event{Type: regulars.Track, UserID: "u", Context: []byte(`{"traits":[1],"externalIds":{}}`)}, "user_id:u"},
		{"odd traits", regulars.Event{Type: regulars.Identify, UserID: "u", Body: []byte(`{"email":["a@shop.cn"],"phone":null}`)}, "user_id:u"},
	}
	for _, tt := range tests {
		var got []string
		for _, id := range identity.Of(nil, &tt.event, "CN") {
			got = append(got, string(id.Kind)+":"+id.Value)
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, s, tt.want)
		}
	}
}

func TestCompanyOf(t *testing.T) {
	t.Parallel()
	id, ok := identity.CompanyOf(&regulars.Event{Type: regulars.Group, PreviousID: " g1 "})
	if !ok || id != (identity.Identity{Kind: identity.Company, Value: "g1"}) {
		t.Error(id, ok)
	}
	for _, e := range []regulars.Event{{Type: regulars.Group}, {Type: regulars.Track, PreviousID: "g1"}} {
		if id, ok := identity.CompanyOf(&e); ok {
			t.Error(id)
		}
	}
}

func TestKindsAreInOrderOfFirmness(t *testing.T) {
	t.Parallel()
	kinds := identity.Kinds()
	for i := 1; i < len(kinds); i++ {
		if !kinds[i-1].Before(kinds[i]) || kinds[i].Firmness() > kinds[i-1].Firmness() {
			t.Errorf("%s stands before %s", kinds[i-1], kinds[i])
		}
	}
	if identity.Kind("nonsense").Valid() || !slices.ContainsFunc(kinds, identity.Kind.Valid) {
		t.Error("Valid does not know the kinds")
	}
}

// TestOneFormIsStable: a value in its one form comes out as itself, so that
// reading it again from a table, a file or a search box finds it.
func TestOneFormIsStable(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(identity.Kinds()).Draw(t, "kind")
		in := rapid.OneOf(
			rapid.String(),
			rapid.StringMatching(`[A-Za-z0-9._+-]{1,10}@[a-zA-Z0-9-]{1,8}\.(cn|com|Co.UK)`),
			rapid.StringMatching(`\+?[0-9 ()-]{5,16}`),
		).Draw(t, "in")
		region := rapid.SampledFrom([]string{"CN", "US", "GB", "DE"}).Draw(t, "region")
		once, fault := identity.New(kind, in, region)
		if !fault.Identifies() {
			return
		}
		if !utf8.ValidString(once.Value) || len(once.Value) > identity.MaxValue || strings.TrimSpace(once.Value) != once.Value {
			t.Fatalf("%q is no clean value", once.Value)
		}
		again, fault := identity.New(kind, once.Value, region)
		if again != once || !fault.Identifies() {
			t.Fatalf("%s %q became %q, which became %q (%s)", kind, in, once.Value, again.Value, fault)
		}
	})
}

func FuzzOf(f *testing.F) {
	f.Add("u1", "a1", []byte(`{"email":"a@b.cn","phone":139}`), []byte(`{"externalIds":[{"type":"card","id":"1"}],"traits":{"openid":"x"}}`))
	f.Add("", "", []byte(`{`), []byte(`{"traits":`))
	f.Fuzz(func(t *testing.T, user, visitor string, body, context []byte) {
		e := regulars.Event{Type: regulars.Identify, UserID: user, AnonymousID: visitor, Body: body, Context: context}
		ids := identity.Of(nil, &e, "CN")
		for i, id := range ids {
			if !id.Kind.Valid() || id.Value == "" || slices.Contains(ids[:i], id) {
				t.Fatalf("%+v", ids)
			}
		}
	})
}

func FuzzText(f *testing.F) {
	f.Add([]byte(`"a"`))
	f.Add([]byte(`-1.5e3`))
	f.Add([]byte(`{"a":[null]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var text identity.Text
		if err := json.Unmarshal(raw, &text); err != nil && json.Valid(raw) {
			t.Fatalf("%q: %v", raw, err)
		}
	})
}

func BenchmarkOf(b *testing.B) {
	for _, bb := range []struct {
		name  string
		event regulars.Event
	}{
		{"track", regulars.Event{Type: regulars.Track, UserID: "c-100123", AnonymousID: "5f3c0b8e-7f0f-4b8e-9d6b-0e5c2f1f2a3b", Context: []byte(`{"page":{"path":"/a"}}`)}},
		{"identify", regulars.Event{Type: regulars.Identify, UserID: "c-100123", Body: []byte(`{"name":"王小明","email":"wang@shop.cn","phone":"13912345670"}`)}},
		{"foreign phone", regulars.Event{Type: regulars.Identify, UserID: "c-100123", Body: []byte(`{"phone":"+1 (415) 555-2671"}`)}},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			var ids []identity.Identity
			for b.Loop() {
				ids = identity.Of(ids[:0], &bb.event, "CN")
			}
		})
	}
}
