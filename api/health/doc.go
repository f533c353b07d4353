// Package healthapi serves package health: how a customer stands beside their
// tier, the index of everybody, alarms to work through, the ladder, and the
// rules of both (rows K7, K8).
//
//	healthapi.Register(a, standings)
package healthapi
