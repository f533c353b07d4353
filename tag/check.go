package tag

import (
	"slices"
	"strconv"
	"strings"

	"regulars"
	"regulars/audience/lang"
)

// check holds what people say of a tag to its rules; what its texts speak of is
// for [compile] to say. Errors: regulars.Faults.
func (d *Definition) check() error {
	var f regulars.Faults
	one := func(ok bool, field, reason, message string) {
		if !ok {
			f.Add(field, reason, message)
		}
	}
	one(keyForm.MatchString(d.Key), "key", "form", "a key has small letters, digits and underscores, at most 40, a letter first")
	one(d.Name.English != "" || d.Name.Chinese != "", "name", "required", "a tag has a name")
	for _, t := range []struct {
		field string
		text  Text
		most  int
	}{{"name", d.Name, mostName}, {"description", d.Description, mostText}, {"purpose", d.Purpose, mostText}} {
		one(short(t.text.English, t.most) && short(t.text.Chinese, t.most), t.field, "long", "it is too long")
	}
	one(d.Owner != "" && short(d.Owner, mostName), "owner", "required", "a tag names who answers for it, in at most 80 characters")
	one(d.Purpose.English != "" || d.Purpose.Chinese != "", "purpose", "required", "a tag says what it is for")
	one(slices.Contains(Categories, d.Category), "category", "unknown", "there is no such category")
	one(slices.Contains(Bases, d.Basis), "basis", "unknown", "there is no such lawful basis")
	one(slices.Contains([]Freshness{Live, Daily, Weekly}, d.Freshness), "freshness", "unknown", "a tag is live, daily or weekly")
	one(d.Zone == WorkspaceZone || d.Zone == CustomerZone && d.Rule.Kind == Spread, "zone", "unknown",
		"only what is spread over a day, week or year can go by the customer's time")
	d.Rule.check(one)
	return f.Err()
}

// known are the members of [Rule] that a kind may have.
var known = map[Kind][]string{
	Choice: {"choices", "otherwise"}, Condition: {"text"}, Metric: {"text", "per", "property", "take", "bands"},
	First: {"text", "property"}, Last: {"text", "property"}, Favourite: {"text", "property", "top", "least"},
	Spread: {"text", "by", "parts", "share", "least", "otherwise"}, RFM: {"cells", "otherwise"},
	Import: {"values", "of"}, Manual: {"values", "of"},
}

// members says which members of a rule are there.
func (r *Rule) members() map[string]bool {
	return map[string]bool{"text": r.Text != "", "per": r.Per != "", "property": r.Property != "", "take": r.Take != "", "bands": r.Bands != nil,
		"choices": r.Choices != nil, "otherwise": r.Otherwise != nil, "top": r.Top != 0, "least": r.Least != 0, "by": r.By != "",
		"parts": r.Parts != nil, "share": r.Share != 0, "cells": r.Cells != nil, "values": r.Values != nil, "of": r.Of != ""}
}

func (r *Rule) check(one func(ok bool, field, reason, message string)) {
	allowed, ok := known[r.Kind]
	if one(ok, "rule.kind", "unknown", "there is no such kind of tag"); !ok {
		return
	}
	there := r.members()
	for _, name := range []string{"text", "per", "property", "take", "bands", "choices", "otherwise", "top", "least", "by", "parts", "share", "cells", "values", "of"} {
		one(!there[name] || slices.Contains(allowed, name), "rule."+name, "kind", "a tag of this kind has no such thing")
	}
	need := func(names ...string) {
		for _, name := range names {
			one(there[name], "rule."+name, "required", "a tag of this kind needs it")
		}
	}
	switch r.Kind {
	case Choice:
		need("choices")
	case Condition, Metric:
		need("text")
		one((r.Property == "") == (r.Take == ""), "rule.take", "required", "a property of events is taken in some way")
		one(r.Take == "" || slices.Contains([]string{"distinct", "sum", "max", "avg"}, r.Take), "rule.take", "unknown", "it is distinct, sum, max or avg")
	case First, Last, Favourite:
		need("text", "property")
		one(r.Kind != Favourite || r.Top >= 1 && r.Top <= 10, "rule.top", "range", "1 to 10 favourites are kept")
	case Spread:
		need("text", "by", "parts")
		one(r.Share >= 0 && r.Share <= 100, "rule.share", "range", "a share is 0 to 100 percent")
	case RFM:
		need("cells")
	default:
		one(slices.Contains([]string{"text", "number", "bool"}, r.Of), "rule.of", "unknown", "what is said is text, number or bool")
		one(r.Of == "text" || r.Values == nil, "rule.values", "kind", "only texts are chosen from")
	}
	one(r.Least >= 0 && r.Least <= 10_000, "rule.least", "range", "0 to 10,000 events")
	r.checkLabels(one)
	r.checkBounds(one)
}

func (r *Rule) checkLabels(one func(ok bool, field, reason, message string)) {
	seen := map[string]bool{}
	all := r.labels()
	one(len(all) <= MostChoices+1 && len(r.Choices) <= MostChoices, "rule", "many", "a tag tells at most 24 values apart, and otherwise")
	for _, l := range all {
		one(valueForm.MatchString(l.Value), "rule.values", "form", "a value has small letters, digits and underscores, at most 40")
		one(l.Name.English+l.Name.Chinese != "" && short(l.Name.English, mostName) && short(l.Name.Chinese, mostName), "rule.values", "name", "a value has a name")
		one(!seen[l.Value] || r.Kind == RFM || r.Kind == Choice || r.Kind == Spread, "rule.values", "twice", "a value is there twice")
		seen[l.Value] = true
	}
}

func (r *Rule) checkBounds(one func(ok bool, field, reason, message string)) {
	var last lang.Number
	for i, b := range r.Bands {
		n, ok := lang.ParseNumber(b.Below)
		if i == len(r.Bands)-1 {
			one(b.Below == "", "rule.bands", "last", "the last band has no bound")
			continue
		}
		one(ok && (i == 0 || n > last), "rule.bands", "rising", "bounds are rising numbers")
		last = n
	}
	if r.Kind == Spread {
		bounds, ok := map[string][2]int{"hour": {0, 23}, "weekday": {1, 7}, "month": {1, 12}}[r.By]
		one(ok, "rule.by", "unknown", "it is hour, weekday or month")
		for _, p := range r.Parts {
			one(!ok || min(p.From, p.To) >= bounds[0] && max(p.From, p.To) <= bounds[1], "rule.parts", "range", "a part lies in "+
				strconv.Itoa(bounds[0])+" to "+strconv.Itoa(bounds[1]))
		}
	}
	for _, c := range r.Cells {
		for _, b := range [][2]int{c.R, c.F, c.M} {
			one(b[0] >= 0 && b[1] <= 5 && (b[1] == 0 || b[0] <= b[1]), "rule.cells", "range", "scores are 1 to 5")
		}
	}
}

// lines are the properties of the lines of orders.
const lines = "products."

// ofLines gives which property of the lines of orders is meant.
func ofLines(property string) (name string, ok bool) { return strings.CutPrefix(property, lines) }

// lineProperties are those that lines of orders have in the e-commerce vocabulary.
var lineProperties = []string{"product_id", "sku", "name", "category", "brand", "variant", "price", "quantity", "coupon"}
