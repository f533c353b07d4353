package lang_test

import (
	"testing"

	"regulars/audience/lang/langtest"
)

func TestScripts(t *testing.T) {
	t.Parallel()
	if n := langtest.Run(t, "testdata", langtest.Memory); n < 80 {
		t.Errorf("there are %d cases, want 80", n)
	}
}
