// Package tagapi serves package tag: tags with how they stand, their values and
// versions, the coverage of the portrait, what is said of customers by staff,
// programs and files, and the tags of one customer (row K1).
//
//	tagapi.Register(a, tagapi.Deps{Tags: tags, Region: "CN", StartRun: run})
package tagapi
