package regulars

import "context"

// ActorKind says what sort of party acts.
type ActorKind string

// Who can act.
const (
	ActorStaff  ActorKind = "staff"  // a signed-in member of staff
	ActorKey    ActorKind = "key"    // a program with an API key
	ActorSystem ActorKind = "system" // regulars itself: jobs, followers, the command line
)

// Actor is who does something. It is recorded with every change.
type Actor struct {
	Kind ActorKind
	// ID is the staff member's or key's id; for the system, the part that acts.
	ID string
	// Name is shown to people.
	Name string
	// Can answers whether the actor has a permission. Nil means that it has all.
	Can func(Permission) bool
}

// Permission names one thing that an actor may be allowed to do, as
// "domain:verb", for instance "customers:read".
type Permission string

// Allowed reports whether the actor has p.
func (a Actor) Allowed(p Permission) bool { return a.Can == nil || a.Can(p) }

// System gives the actor for work that regulars does by itself in the named part.
func System(part string) Actor { return Actor{Kind: ActorSystem, ID: part, Name: part} }

type actorKey struct{}

// WithActor gives a context in which actor acts.
func WithActor(ctx context.Context, actor Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, actor)
}

// ActorFrom gives who acts in ctx; ok is false when nobody was named.
func ActorFrom(ctx context.Context) (actor Actor, ok bool) {
	actor, ok = ctx.Value(actorKey{}).(Actor)
	return actor, ok
}

// Require gives [ErrUnauthorized] when nobody acts in ctx, and [ErrForbidden]
// when the actor lacks p.
func Require(ctx context.Context, p Permission) error {
	actor, ok := ActorFrom(ctx)
	if !ok {
		return &Error{Code: ErrUnauthorized, Reason: "sign_in", Message: "sign in first"}
	}
	if !actor.Allowed(p) {
		return &Error{Code: ErrForbidden, Reason: "permission", Message: "this needs the permission " + string(p)}
	}
	return nil
}
