package api

import (
	"encoding/json"
	"reflect"
	"sync"
	"time"
)

// filled makes every nil list and map of an answer an empty one, because the
// document says that they are never null. v points to the answer.
func filled(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			filled(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.CanSet() && holdsLists(f.Type()) {
				filled(f)
			}
		}
	case reflect.Slice:
		if v.IsNil() && v.CanSet() {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		}
		if holdsLists(v.Type().Elem()) {
			for i := range v.Len() {
				filled(v.Index(i))
			}
		}
	case reflect.Map:
		if v.IsNil() && v.CanSet() {
			v.Set(reflect.MakeMap(v.Type()))
		}
	}
}

var (
	listTypes = sync.Map{} // reflect.Type → bool
	leafTypes = map[reflect.Type]bool{
		reflect.TypeFor[json.RawMessage](): true,
		reflect.TypeFor[[]byte]():          true,
		reflect.TypeFor[time.Time]():       true,
	}
)

// holdsLists reports whether a value of type t may hold a list or a map.
func holdsLists(t reflect.Type) bool {
	if known, ok := listTypes.Load(t); ok {
		return known.(bool)
	}
	listTypes.Store(t, true) // a type within itself: say yes meanwhile
	holds := false
	switch t.Kind() {
	case reflect.Slice, reflect.Map:
		holds = !leafTypes[t]
	case reflect.Pointer:
		holds = holdsLists(t.Elem())
	case reflect.Struct:
		for i := 0; i < t.NumField() && !leafTypes[t] && !holds; i++ {
			holds = t.Field(i).IsExported() && holdsLists(t.Field(i).Type)
		}
	}
	listTypes.Store(t, holds)
	return holds
}
