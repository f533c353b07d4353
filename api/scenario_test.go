package api_test

import (
	"testing"

	"regulars/api/apitest"
)

func TestScenarios(t *testing.T) {
	t.Parallel()
	apitest.Run(t, "testdata")
}
