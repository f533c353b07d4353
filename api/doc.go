// Package api is the frame of the HTTP API: how an operation is declared, who
// may call it, what an error looks like, how lists are paged and how a request
// may be repeated without harm. It serves every row of the mission, because
// whatever the console does, it does over this API (invariant 9).
//
// It knows no domain. Each domain has a package api/<domain> that declares its
// operations with [Handle] and its siblings; api/routes brings them together.
// An operation names the permission it needs, or [SignedIn] or [Public]: one
// that names none cannot be declared, and the OpenAPI document lists it as
// x-permission.
//
// # Worked example
//
// A package api/gift that lists and makes gifts:
//
//	type Gift struct {
//		ID    string    `json:"id" doc:"The gift's id"`
//		Name  string    `json:"name"`
//		Price api.Money `json:"price"`
//		Given *time.Time `json:"givenAt,omitempty"` // api.Time(t): nil for the zero time
//	}
//
//	type listGifts struct {
//		api.Paging              // ?cursor= and ?limit=
//		Sort string `query:"sort" enum:"name,-name" default:"name"`
//	}
//
//	type makeGift struct {
//		Body struct {
//			Name string `json:"name" minLength:"1" maxLength:"80"`
//		}
//	}
//
//	// Register declares the operations on gifts.
//	func Register(a *api.API, gifts *gift.Gifts) {
//		api.Handle(a, api.Op{
//			ID: "list-gifts", Method: "GET", Path: "/gifts", Needs: "gifts:read",
//			Tag: "Gifts", Summary: "List gifts",
//		}, func(ctx context.Context, in *listGifts) (api.Page[Gift], error) {
//			after, err := api.DecodeCursor[gift.After](in.Cursor) // bad: 400, field cursor
//			if err != nil {
//				return api.Page[Gift]{}, err
//			}
//			list, next, err := gifts.List(ctx, after, in.Limit)
//			…
//			return api.Page[Gift]{Items: items, NextCursor: api.EncodeCursor(next)}, nil
//		})
//		api.Handle(a, api.Op{
//			ID: "make-gift", Method: "POST", Path: "/gifts", Needs: "gifts:write",
//			Tag: "Gifts", Summary: "Make a gift", Status: 201,
//			Fails: []regulars.Code{regulars.ErrConflict},
//		}, func(ctx context.Context, in *makeGift) (Gift, error) { … })
//	}
//
// Input structs carry huma's tags: path, query and header for parameters, Body
// for a JSON body; doc, example, enum, minimum, maximum, minLength, maxLength,
// pattern, default, required. A body's member is required unless it has
// omitempty or is a pointer with required:"false". The name of a type is the
// name of its schema, for all domains together: give body types telling names.
//
// A handler returns what the domain returns. Errors of package regulars become
// problem+json by one map ([StatusOf]); any other error is a 500 whose cause is
// in the log only. Domains check permissions themselves, too: the frame's check
// comes first so that nothing is read for somebody who may not ask.
//
// Other shapes: [Do] answers 204, [Download] sends a file, [Upload] takes a
// multipart form as a stream, [Events] sends server-sent events.
package api
