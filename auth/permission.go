package auth

import (
	"slices"

	"regulars"
)

// Role is a set of permissions with a name.
type Role string

// The four roles.
const (
	Owner   Role = "owner"   // everything, and alone who may be here
	Manager Role = "manager" // runs customers, data and models
	Agent   Role = "agent"   // serves customers
	Analyst Role = "analyst" // reads and exports, changes nothing
)

// Roles gives the roles, the mightiest first.
func Roles() []Role { return []Role{Owner, Manager, Agent, Analyst} }

// Valid reports whether r is one of the four.
func (r Role) Valid() bool { return slices.Contains(Roles(), r) }

// Grant is one line of the permission table.
type Grant struct {
	Permission regulars.Permission
	// Lets says what its holder may do, as an English sentence without a full stop.
	Lets string
	// Roles are those that hold it.
	Roles []Role
}

var (
	all        = []Role{Owner, Manager, Agent, Analyst}
	serving    = []Role{Owner, Manager, Agent}
	numbers    = []Role{Owner, Manager, Analyst}
	management = []Role{Owner, Manager}
	ownerOnly  = []Role{Owner}
)

// grants is the permission table: the only place that says who may do what.
// docs/guide/sign-in.md shows it, and a test keeps the two equal.
var grants = []Grant{
	{"customers:read", "see customers, their timeline and their scores; search", all},
	{"customers:write", "change what we know about a customer", serving},
	{"customers:merge", "merge two customers, and undo it", serving},
	{"customers:erase", "erase a customer for good", management},
	{"customers:export", "take customers out as a file", numbers},
	{"audiences:write", "make, change and remove audiences and lists", management},
	{"tags:write", "make, change and remove tags, and import their values", management},
	{"orders:read", "see orders, refunds and deliveries", all},
	{"reports:read", "see Today, Overview and the reports", all},
	{"events:read", "watch events as they come in", numbers},
	{"sources:read", "see sources and their write keys", numbers},
	{"sources:write", "add, change and remove sources", management},
	{"quarantine:read", "see events that could not be taken", numbers},
	{"quarantine:write", "mend, replay and drop quarantined events", management},
	{"imports:read", "see imports and their results", numbers},
	{"imports:write", "import files", management},
	{"models:read", "see models, their calibration and the tiers", numbers},
	{"models:write", "change cut points and start a scoring run", management},
	{"jobs:read", "see background jobs and their progress", numbers},
	{"jobs:write", "start and cancel background jobs", management},
	{"status:read", "see how the system is doing", numbers},
	{"staff:read", "see who works here", management},
	{"staff:write", "invite, change and remove staff", ownerOnly},
	{"keys:read", "see API keys", management},
	{"keys:write", "make and revoke API keys", ownerOnly},
	{"workspace:write", "change name, time zone and currency", ownerOnly},
	{"audit:read", "see what staff and keys did", management},
}

// Grants gives the permission table.
func Grants() []Grant { return slices.Clone(grants) }

// Known reports whether p stands in the permission table.
func Known(p regulars.Permission) bool {
	return slices.ContainsFunc(grants, func(g Grant) bool { return g.Permission == p })
}

// rolePermissions holds the table by role, for quick answers.
var rolePermissions = func() map[Role]map[regulars.Permission]bool {
	out := map[Role]map[regulars.Permission]bool{}
	for _, r := range Roles() {
		out[r] = map[regulars.Permission]bool{}
		for _, p := range r.Permissions() {
			out[r][p] = true
		}
	}
	return out
}()

// Can reports whether r holds p.
func (r Role) Can(p regulars.Permission) bool { return rolePermissions[r][p] }

// Permissions gives what r may do, in the order of the table.
func (r Role) Permissions() []regulars.Permission {
	var out []regulars.Permission
	for _, g := range grants {
		if slices.Contains(g.Roles, r) {
			out = append(out, g.Permission)
		}
	}
	return out
}
