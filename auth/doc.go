// Package auth owns who may come in and what they may do: the workspace, staff
// and their roles, sessions, API keys, write keys of sources, and the record of
// what staff did. It serves the mission's rows K2 (sources) and G3 (who was
// allowed what, and who looked).
package auth
