package timeline_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"regulars"
	"regulars/customer/timeline"
)

func TestSummarise(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		entry  timeline.Entry
		code   string
		params map[string]any
	}{
		{timeline.Entry{Type: regulars.Track, Name: "Order Completed", Order: "A-1", Amount: regulars.Money{Minor: 12800, Currency: "CNY"}, Body: json.RawMessage(`{"coupon":"SPRING","total":128}`)},
			"order_completed", map[string]any{"event": "Order Completed", "order": "A-1", "coupon": "SPRING", "amount": map[string]any{"minor": int64(12800), "currency": "CNY"}}},
		{timeline.Entry{Type: regulars.Track, Name: "Product Viewed", Body: json.RawMessage(`{"name":"茶","product_id":7,"rating":null}`)},
			"product_viewed", map[string]any{"event": "Product Viewed", "name": "茶", "product_id": 7.0}},
		{timeline.Entry{Type: regulars.Track, Name: "Jumped High", Body: json.RawMessage(`{"name":"no"}`)}, "did", map[string]any{"event": "Jumped High"}},
		{timeline.Entry{Type: regulars.Page, Body: json.RawMessage(`{"path":"/tea","title":" Tea\n","secret":"no"}`)}, "page", map[string]any{"path": "/tea", "title": "Tea"}},
		{timeline.Entry{Type: regulars.Identify, Body: json.RawMessage(`{"name":"x","email":"y"}`)}, "identify", map[string]any{"traits": 2}},
		{timeline.Entry{Type: regulars.Track, Name: "Value Tier Changed", Own: true, Body: json.RawMessage(`{"from":"B","to":"A"}`)},
			"value_tier_changed", map[string]any{"event": "Value Tier Changed", "from": "B", "to": "A"}},
		{timeline.Entry{Type: regulars.Track, Name: "Customer Merged", Own: true, Body: json.RawMessage(`{"from":2,"into":1,"cause":"identity","kind":"email"}`)},
			"customer_merged", map[string]any{"event": "Customer Merged", "from": 2.0, "into": 1.0, "cause": "identity", "kind": "email"}},
		{timeline.Entry{Type: regulars.Alias, Body: json.RawMessage(`[`)}, "alias", map[string]any{}},
	} {
		got := timeline.Summarise(&tt.entry)
		if got.Code != tt.code || !reflect.DeepEqual(got.Params, tt.params) {
			t.Errorf("%s: %s %v, want %s %v", tt.entry.Name, got.Code, got.Params, tt.code, tt.params)
		}
	}
	long := timeline.Summarise(&timeline.Entry{Type: regulars.Page, Body: json.RawMessage(`{"title":"` + strings.Repeat("茶", 300) + `"}`)})
	if got := long.Params["title"].(string); len([]rune(got)) != 201 {
		t.Errorf("a title of %d characters", len([]rune(got)))
	}
}
