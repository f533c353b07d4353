package lang_test

import (
	"testing"

	"pgregory.net/rapid"

	"regulars/audience/lang/langtest"
)

func TestNothingChangesBeforeTheFlip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) { langtest.Agree(t, langtest.Memory) })
}
