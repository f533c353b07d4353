// Package check says what is wrong with what is known of one person, without
// I/O or clock: values that cannot be right, values that contradict each other,
// and two persons who may be one. It serves row K3 of the mission.
//
//	found := check.Of(check.Person{Email: "li@gmial.com", Country: "CN", Phone: "+4915112345678"}, check.Options{Now: now, Region: "CN"})
//	// email misspelt_domain, "li@gmail.com" suggested; country phone_prefix
//
// # What only looks wrong
//
// A fault is only told when nearly everybody of whom it is told has it. So a
// name that many share, an address with a plus sign, a family that shares one
// telephone, a person who lives abroad with a number from home and has not told
// a country: none of them is a fault. Two persons are never one because of a
// name alone, and never when their full birthdays, their genders or their names
// contradict each other.
package check
