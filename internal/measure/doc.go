// Command measure prints how the code stands by the habits of the house: sizes
// of files, functions, packages and interfaces, tests against product, share of
// generated code. It judges nothing; `internal/arch` holds the hard limits.
//
//	go run ./internal/measure
//
//	Files              files  median   p90   max
//	  product              9      70   130   154  internal/arch/arch.go
//
// It looks at the files that git knows. Lines are all lines, blank ones too.
package main
