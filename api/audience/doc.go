// Package audienceapi serves package audience: audiences and their members, what
// a condition may speak of, checking and estimating one while it is edited, and
// lists kept by hand (rows K1 and K5).
//
//	audienceapi.Register(a, audienceapi.Deps{Store: db, Audiences: audiences, Region: "CN", Zone: zone})
package audienceapi
