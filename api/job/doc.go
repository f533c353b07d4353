// Package jobapi serves what works in the background: jobs with their progress,
// and backups of a running system (mission row G5).
//
//	jobapi.Register(a, jobapi.Deps{Jobs: jobs, StartBackup: …, Backups: …})
package jobapi
