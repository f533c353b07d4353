package customer

import (
	"slices"
	"testing"
)

func TestNamesAreSortedAsPeopleExpect(t *testing.T) {
	t.Parallel()
	s := newSorter()
	want := []string{"Anna", "Ärmel", "bob", "Wang", "阿宝", "陈静", "李雷", "王大明", "王小明", "张三", ""}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, func(a, b string) int {
		ka, kb := s.key(a), s.key(b)
		switch {
		case ka < kb:
			return -1
		case ka > kb:
			return 1
		}
		return 0
	})
	if !slices.Equal(got, want) {
		t.Error(got)
	}
}
