package qualityapi

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"regulars"
	"regulars/api"
	"regulars/quality"
	"regulars/quality/check"
)

// QualityDismissal is what people said is right as it is.
type QualityDismissal struct {
	ID       string     `json:"id"`
	Customer string     `json:"customer"`
	Name     string     `json:"name"`
	Kind     string     `json:"kind"`
	Reason   string     `json:"reason" doc:"Why it is right, in the words of who said it"`
	At       time.Time  `json:"at"`
	By       string     `json:"by"`
	UndoneAt *time.Time `json:"undoneAt,omitempty"`
	UndoneBy string     `json:"undoneBy,omitempty"`
}

type dismiss struct {
	Body struct {
		Customer string `json:"customer" maxLength:"20"`
		Kind     string `json:"kind" enum:"email,phone,bounced,shared_email,shared_phone,address,birthday,country,currency,date,order,city"`
		Reason   string `json:"reason" minLength:"1" maxLength:"160" doc:"Why this is right as it is"`
	}
}

func (r *routes) dismissals(a *api.API) {
	api.Handle(a, api.Op{ID: "list-quality-dismissals", Method: "GET", Path: "/quality/dismissals", Needs: mayRead, Tag: tag,
		Summary: "What was dismissed, the newest first"}, r.dismissed)
	api.Handle(a, api.Op{ID: "dismiss-quality-fault", Method: "POST", Path: "/quality/dismissals", Needs: mayWrite, Tag: tag, Status: http.StatusCreated,
		Summary:     "Say that a value is right as it is",
		Description: "It counts as right from now on, until something else is told. Two customers that are not one are kept apart instead.",
		Fails:       []regulars.Code{regulars.ErrNotFound}},
		func(ctx context.Context, in *dismiss) (QualityDismissal, error) {
			n, err := number(in.Body.Customer)
			if err != nil {
				return QualityDismissal{}, err
			}
			d, err := r.Quality.Dismiss(ctx, n, check.KindOf(in.Body.Kind), in.Body.Reason)
			return dismissalOf(d), err
		})
	api.Do(a, api.Op{ID: "undo-quality-dismissal", Method: "DELETE", Path: "/quality/dismissals/{id}", Needs: mayWrite, Tag: tag,
		Summary: "Take a dismissal back", Fails: []regulars.Code{regulars.ErrNotFound, regulars.ErrConflict}},
		func(ctx context.Context, in *api.ByID) error {
			id, err := strconv.ParseInt(in.ID, 10, 64)
			if err != nil {
				return regulars.NotFound("dismissal")
			}
			return r.Quality.Undismiss(ctx, id)
		})
}

func (r *routes) dismissed(ctx context.Context, in *api.Paging) (page api.Page[QualityDismissal], err error) {
	before, err := api.DecodeCursor[int64](in.Cursor)
	if err != nil {
		return page, err
	}
	list, err := r.Quality.Dismissals(ctx, before, in.Limit+1)
	if len(list) > in.Limit {
		list = list[:in.Limit]
		page.NextCursor = api.EncodeCursor(list[in.Limit-1].ID)
	}
	page.Items = []QualityDismissal{}
	for _, d := range list {
		page.Items = append(page.Items, dismissalOf(d))
	}
	return page, err
}

func dismissalOf(d quality.Dismissal) QualityDismissal {
	return QualityDismissal{ID: strconv.FormatInt(d.ID, 10), Customer: strconv.FormatInt(d.Customer, 10), Name: d.Name, Kind: d.Kind, Reason: d.Reason,
		At: d.At.UTC(), By: d.By, UndoneAt: api.Time(d.UndoneAt), UndoneBy: d.UndoneBy}
}
