package audience

import (
	"context"

	"regulars/customer"
	"regulars/internal/store"
)

// Scratch works out from nothing who belongs to each audience, by name.
func (a *Audiences) Scratch(ctx context.Context) (out map[string][]int64, err error) {
	now, err := a.now(ctx)
	if err != nil {
		return nil, err
	}
	out = map[string][]int64{}
	return out, a.Store.Read(ctx, func(tx *store.Tx) error {
		p, err := a.plan(tx)
		if err != nil {
			return err
		}
		s, err := a.scene(tx, p, &p.look)
		if err != nil {
			return err
		}
		most, err := customer.Most(tx)
		if err != nil {
			return err
		}
		who, err := s.between(tx, 1, most+1, &p.look, now)
		if err != nil {
			return err
		}
		for i := range who.list {
			sees := who.list[i].sees()
			for _, c := range p.all {
				matches := c.x.Evaluate(&sees, now).Matches
				if who.list[i].verdicts[c.name] = matches; matches {
					out[c.name] = append(out[c.name], who.list[i].ID)
				}
			}
		}
		return nil
	})
}
