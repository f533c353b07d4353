package duckdb

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"regulars/internal/warehouse"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestRender shows what questions look like in this dialect. What the text means
// is held by the suite; this is for whoever changes or reads the rendering.
func TestRender(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	col := warehouse.Col
	bought := warehouse.Events().Where(col("name").InTexts("Order Completed", "it's"))
	chained := bought.With("day", warehouse.Day(col("time"), zone)).
		Chain([]string{"customer"}, []string{"day", "place"}, warehouse.Nth("nth"), warehouse.Previous("before", "day"))
	for name, q := range map[string]warehouse.Question{
		"count": warehouse.Ask(warehouse.Events().Group(nil, warehouse.Count("n"))),
		"days":  warehouse.Ask(bought.Group([]warehouse.Named{{As: "day", Of: warehouse.Day(col("time"), zone)}}, warehouse.Sum("minor", col("amount"))).Sort("day")),
		"shared": warehouse.Ask(
			chained.Where(col("nth").AtLeast(warehouse.Int(2))).Group(nil, warehouse.Quantile("median", col("day").Minus(col("before")), 0.5)),
			chained.Group(warehouse.Keys("nth"), warehouse.Distinct("customers", col("customer")).If(col("customer").Ne(warehouse.Int(0)))).Top(10, "nth")),
		"lines": warehouse.Ask(bought.Lines([]string{"products"}, warehouse.Named{As: "product", Of: warehouse.JSON("line", "product_id")},
			warehouse.Named{As: "minor", Of: warehouse.Decimal("line", 2, "price")}).
			Group(warehouse.Keys("product"), warehouse.Count("lines"), warehouse.Sum("minor", col("minor"))).Top(3, "-minor", "product")),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plan, err := warehouse.NewPlan(q)
			if err != nil {
				t.Fatal(err)
			}
			spring := time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
			rendered := render(q, plan, spring, spring+30*day)
			got := strings.Join(append(rendered.fill, rendered.queries...), ";\n") + ";\n"
			golden := filepath.Join("testdata", name+".sql")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("the SQL is\n%s\nwant\n%s\n(go test ./internal/warehouse/duckdb -update writes it anew)", got, want)
			}
		})
	}
}
