package warehouse

import "slices"

// Plan says what an adapter must compute to answer a question, and what not.
type Plan struct {
	// Shared are the relations to compute once, because several others build
	// on them; each stands after those it builds on itself.
	Shared  []*Relation
	columns map[*Relation][]Column
}

// Columns gives the columns of r that somebody looks at, in r's order. What
// else r has need not be computed.
func (p *Plan) Columns(r *Relation) []Column { return p.columns[r] }

// Wants reports whether somebody looks at r's column.
func (p *Plan) Wants(r *Relation, name string) bool {
	return slices.ContainsFunc(p.columns[r], func(c Column) bool { return c.Name == name })
}

// NewPlan checks q, as [Check] does, and plans it.
func NewPlan(q Question) (*Plan, error) {
	if err := Check(q); err != nil {
		return nil, err
	}
	var u usage
	for _, r := range q.Relations {
		u.count(r)
	}
	// Whoever builds on a relation is deeper than it, so comes before it here.
	order := u.seen
	slices.SortStableFunc(order, func(a, b *Relation) int { return u.depth[b] - u.depth[a] })

	wanted := map[*Relation]map[string]bool{}
	p := &Plan{columns: map[*Relation][]Column{}}
	for _, r := range q.Relations {
		wanted[r] = every(r)
	}
	for _, r := range order {
		p.keep(r, wanted[r])
		if u.uses[r] > 1 && costly(r) {
			p.Shared = append(p.Shared, r)
		}
		if r.Of != nil {
			if wanted[r.Of] == nil {
				wanted[r.Of] = map[string]bool{}
			}
			p.below(r, wanted[r.Of])
		}
	}
	slices.Reverse(p.Shared)
	return p, nil
}

// usage is how often relations are used, and how far they stand from their
// events.
type usage struct {
	seen        []*Relation
	uses, depth map[*Relation]int
}

func (u *usage) count(r *Relation) {
	if u.uses == nil {
		u.uses, u.depth = map[*Relation]int{}, map[*Relation]int{}
	}
	u.uses[r]++
	if u.uses[r] > 1 {
		return
	}
	if r.Of != nil {
		u.count(r.Of)
		u.depth[r] = u.depth[r.Of] + 1
	}
	u.seen = append(u.seen, r)
}

// costly reports whether computing r twice costs more than reading events twice.
func costly(r *Relation) bool {
	for ; r != nil; r = r.Of {
		switch r.Step {
		case StepGroup, StepChain, StepLines:
			return true
		}
	}
	return false
}

func every(r *Relation) map[string]bool {
	out := map[string]bool{}
	columns, _ := r.Columns() // checked before
	for _, c := range columns {
		out[c.Name] = true
	}
	return out
}

// keep notes the wanted columns of r, or the first when only its rows matter.
func (p *Plan) keep(r *Relation, wanted map[string]bool) {
	columns, _ := r.Columns() // checked before
	for _, c := range columns {
		if wanted[c.Name] {
			p.columns[r] = append(p.columns[r], c)
		}
	}
	if len(p.columns[r]) == 0 {
		p.columns[r] = columns[:1]
	}
}

// below adds to want the columns of r.Of that r looks at.
func (p *Plan) below(r *Relation, want map[string]bool) {
	made := map[string]bool{} // columns that r makes itself
	switch r.Step {
	case StepLines:
		want["body"] = true
		for _, f := range r.Fields {
			made[f.As] = true
		}
	case StepWhere:
		look(r.Cond, want)
	case StepWith:
		for _, n := range r.Named {
			made[n.As] = true
			if p.Wants(r, n.As) {
				look(n.Of, want)
			}
		}
	case StepGroup:
		for _, k := range r.Named {
			look(k.Of, want)
		}
		for _, m := range r.Measures {
			if p.Wants(r, m.As) {
				look(m.Of, want)
				look(m.By, want)
				for _, by := range m.Ties {
					look(by, want)
				}
				look(m.When, want)
			}
		}
		return
	case StepChain:
		for _, name := range slices.Concat(r.Names, r.Order) {
			want[name] = true
		}
		for _, l := range r.Links {
			made[l.As] = true
			if l.Kind != LinkNth && p.Wants(r, l.As) {
				want[l.Column] = true
			}
		}
	case StepSort:
		for _, s := range r.Sorts {
			want[s.Column] = true
		}
	}
	for _, c := range p.Columns(r) {
		if !made[c.Name] {
			want[c.Name] = true
		}
	}
}

func look(e Expr, want map[string]bool) {
	if e.Op == OpColumn && e.Text != "" {
		want[e.Text] = true
	}
	for _, a := range e.Args {
		look(a, want)
	}
}
