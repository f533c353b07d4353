package audience

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"regulars"
	"regulars/audience/lang"
	"regulars/customer"
	"regulars/internal/store"
)

// rankKey names a rank: the same for every condition that asks the same.
func rankKey(g lang.Group) string {
	raw, err := json.Marshal(g)
	if err != nil {
		panic(err) // numbers and texts
	}
	return string(raw)
}

// ranked is a customer with the value by which ranks go.
type ranked struct{ customer, value int64 }

// rank finds who is at the top or bottom of the ranks that audiences ask about:
// of all with everybody, else of those that were never found. Who comes in or
// goes out is due.
func (a *Audiences) rank(ctx context.Context, now time.Time, everybody bool) error {
	var p *plan
	old := map[string]*roaring.Bitmap{}
	err := a.Store.Read(ctx, func(tx *store.Tx) (err error) {
		if p, err = a.plan(tx); err != nil {
			return err
		}
		s, err := a.scene(tx, p, &p.look)
		if err == nil {
			old = s.ranks
		}
		return err
	})
	if err != nil {
		return err
	}
	for key, g := range p.look.ranks {
		if old[key] != nil && !everybody {
			continue
		}
		members, err := a.rankOf(ctx, p, g)
		if err != nil {
			return err
		}
		if err := a.saveRank(ctx, key, members, old[key], now); err != nil {
			return err
		}
	}
	if !everybody {
		return nil
	}
	return a.Store.Write(ctx, func(tx *store.Tx) error {
		for _, c := range p.all {
			if c.needs.Scheduled() {
				if _, err := tx.Exec("UPDATE audience SET ranked_at = ? WHERE id = ?", regulars.Micros(now), c.id); err != nil {
					return err
				}
			}
		}
		_, err := tx.Exec(`DELETE FROM audience_rank WHERE at < ?`, regulars.Micros(now.AddDate(0, 0, -7))) // nobody asks any more
		return err
	})
}

func (a *Audiences) saveRank(ctx context.Context, key string, members, old *roaring.Bitmap, now time.Time) error {
	raw, err := members.MarshalBinary()
	if err != nil {
		return err
	}
	return a.Store.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec(`INSERT INTO audience_rank (rank, at, members) VALUES (?, ?, ?)
			ON CONFLICT (rank) DO UPDATE SET at = excluded.at, members = excluded.members`, key, regulars.Micros(now), raw); err != nil {
			return err
		}
		if old == nil {
			return nil
		}
		return a.Touch(tx, numbersOf(roaring.Xor(members, old)))
	})
}

// rankOf finds who is in a rank: of those that have a value, the share, rounded
// up, or the number with the largest or smallest; of equal ones the older
// customers.
func (a *Audiences) rankOf(ctx context.Context, p *plan, g lang.Group) (*roaring.Bitmap, error) {
	rank, sign := g.Top, int64(-1)
	if rank == nil {
		rank, sign = g.Bottom, 1
	}
	l := newLook()
	l.wanted, l.tags = p.look.wanted, strings.HasPrefix(rank.By, tagPrefix)
	var all []ranked
	for from, most := int64(1), int64(1); from <= most; from += 5 * span {
		err := a.Store.Read(ctx, func(tx *store.Tx) (err error) {
			if most, err = customer.Most(tx); err != nil {
				return err
			}
			s, err := a.scene(tx, p, &l)
			if err != nil {
				return err
			}
			who, err := s.between(tx, from, from+5*span, &l, time.Time{})
			if err != nil {
				return err
			}
			for i := range who.list {
				if v := who.list[i].Field(rank.By); v.Kind == lang.KindNumber {
					all = append(all, ranked{who.list[i].ID, sign * v.Int})
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(all, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(a.value, b.value), cmp.Compare(a.customer, b.customer))
	})
	n := rank.Count
	if n == 0 {
		n = shareOf(len(all), rank.Percent.Int)
	}
	members := roaring.New()
	for _, r := range all[:min(n, len(all))] {
		members.Add(uint32(r.customer))
	}
	return members, nil
}

// shareOf gives a percentage, as a [lang.Number], of n, rounded up.
func shareOf(n int, percent int64) int {
	whole := 100 * int64(lang.One)
	return int((int64(n)*percent + whole - 1) / whole)
}
