package identity

import (
	"bytes"
	"encoding/json"
	"strings"

	"regulars"
)

// Of appends to ids the identities by which an event says whose it is, each
// once, the firmest first. They come from:
//
//   - userId and anonymousId;
//   - the previousId of an alias call, as an Alias;
//   - context.externalIds, a list of {"type", "id"};
//   - e-mail, phone, open id, union id and card among the traits of an identify
//     call, and in context.traits of any call.
//
// Values that identify nobody are left out; see [New] for region. The company
// of a group call is not among them: see [CompanyOf].
func Of(ids []Identity, e *regulars.Event, region string) []Identity {
	from := len(ids)
	r := reader{ids: ids, from: from, region: region}
	r.add(UserID, e.UserID)
	if e.Type == regulars.Alias {
		r.add(Alias, e.PreviousID)
		if n := len(r.ids); n == from+2 && r.ids[n-1].Value == r.ids[n-2].Value {
			r.ids = r.ids[:n-1] // nobody is an alias of himself
		}
	}
	if hasContextIDs(e.Context) {
		r.context(e.Context)
	}
	if e.Type == regulars.Identify && len(e.Body) > 2 {
		r.traits(e.Body)
	}
	r.add(Visitor, e.AnonymousID)
	sortByFirmness(r.ids[from:])
	return r.ids
}

// CompanyOf gives the company that a group call names.
func CompanyOf(e *regulars.Event) (Identity, bool) {
	if e.Type != regulars.Group {
		return Identity{}, false
	}
	id, fault := New(Company, e.PreviousID, "")
	return id, fault == Fine
}

type reader struct {
	ids    []Identity
	from   int
	region string
}

func (r *reader) add(kind Kind, value string) {
	if value == "" {
		return
	}
	id, fault := New(kind, value, r.region)
	if !fault.Identifies() {
		return
	}
	for _, have := range r.ids[r.from:] {
		if have == id {
			return
		}
	}
	r.ids = append(r.ids, id)
}

// sortByFirmness is an insertion sort: lists are short and nearly in order.
func sortByFirmness(ids []Identity) {
	for i := 1; i < len(ids); i++ {
		for j := i; j > 0 && ids[j].Kind.Before(ids[j-1].Kind); j-- {
			ids[j], ids[j-1] = ids[j-1], ids[j]
		}
	}
}

// hasContextIDs spares most events the reading of their context.
func hasContextIDs(context []byte) bool {
	return bytes.Contains(context, []byte(`"externalIds"`)) || bytes.Contains(context, []byte(`"traits"`))
}

func (r *reader) context(raw []byte) {
	var context struct {
		ExternalIDs []struct {
			Type string `json:"type"`
			ID   Text   `json:"id"`
		} `json:"externalIds"`
		Traits json.RawMessage `json:"traits"`
	}
	if json.Unmarshal(raw, &context) != nil {
		return // a context of another form tells no identity
	}
	for _, x := range context.ExternalIDs {
		kind, value := externalKind(x.Type, string(x.ID))
		r.add(kind, value)
	}
	if len(context.Traits) > 2 {
		r.traits(context.Traits)
	}
}

func (r *reader) traits(raw []byte) {
	var traits map[string]Text
	if json.Unmarshal(raw, &traits) != nil {
		return
	}
	for _, t := range identifyingTraits {
		if v := traits[t.name]; v != "" {
			r.add(t.kind, string(v))
		}
	}
}

// identifyingTraits are read in this order, so that it does not depend on JSON.
var identifyingTraits = []struct {
	name string
	kind Kind
}{
	{"email", Email}, {"phone", Phone}, {"mobile", Phone}, {"phoneNumber", Phone}, {"phone_number", Phone},
	{"unionId", UnionID}, {"unionid", UnionID}, {"union_id", UnionID},
	{"openId", OpenID}, {"openid", OpenID}, {"open_id", OpenID},
	{"card", Card}, {"cardNumber", Card}, {"card_number", Card}, {"memberCard", Card},
}

// externalKind gives the kind of an entry of context.externalIds, by Segment's
// names for types and by ours; any other type is an External id of that system.
func externalKind(kind, id string) (Kind, string) {
	kind = strings.ToLower(strings.TrimSpace(kind))
	switch kind {
	case "email":
		return Email, id
	case "phone", "mobile":
		return Phone, id
	case "user_id":
		return Alias, id
	case "union_id", "unionid", "wechat_unionid":
		return UnionID, id
	case "open_id", "openid", "wechat_openid":
		return OpenID, id
	case "card", "member_card":
		return Card, id
	case "anonymous_id", "cross_domain_id":
		return Visitor, id
	case "device", "device_id", "android.id", "android.idfa", "android.push_token", "ios.id", "ios.idfa", "ios.push_token":
		return Device, id
	case "", "external":
		return External, id
	}
	if _, fault := normalID(id); fault != Fine {
		return External, ""
	}
	return External, kind + ":" + strings.TrimSpace(id)
}

// Text is a JSON string, or a number as it was written: shops send ids and
// telephone numbers either way. Any other value reads as "".
type Text string

// UnmarshalJSON never fails, so that one odd trait does not hide the others.
func (t *Text) UnmarshalJSON(raw []byte) error {
	*t = ""
	switch c := raw[0]; {
	case c == '"':
		var s string
		if err := json.Unmarshal(raw, &s); err != nil {
			return err
		}
		*t = Text(s)
	case c == '-' || c >= '0' && c <= '9':
		*t = Text(raw)
	}
	return nil
}
