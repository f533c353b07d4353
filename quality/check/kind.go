package check

// Kind is what is wrong with a customer. Their numbers are stored: new ones are
// added at the end.
type Kind int

// The kinds.
const (
	Email       Kind = iota + 1 // the e-mail address cannot be right
	Phone                       // the telephone number cannot be right
	Bounced                     // messages to the e-mail address came back
	SharedEmail                 // so many use the e-mail address that it reaches nobody
	SharedPhone                 // so many use the telephone number that it reaches nobody
	Address                     // the postal address would not be delivered to
	Birthday                    // nobody is born on that day
	Country                     // the telephone number is of another country than the one told
	Currency                    // the currency is none, or not that of the country told
	Date                        // an account was opened in the future
	Order                       // the first order is older than the account
	City                        // the city is not that of the postal address
	Duplicate                   // another customer may be the same person
	kinds
)

// Aspect is one of the sides from which data are judged.
type Aspect int

// The aspects, in the order in which they are shown.
const (
	Completeness Aspect = iota
	Validity
	Consistency
	Uniqueness
	Freshness
	Aspects // how many there are
)

var kindNames = [kinds]string{"", "email", "phone", "bounced", "shared_email", "shared_phone", "address", "birthday", "country", "currency",
	"date", "order", "city", "duplicate"}

var aspectNames = [Aspects]string{"completeness", "validity", "consistency", "uniqueness", "freshness"}

// String gives the kind's word in the API.
func (k Kind) String() string {
	if k > 0 && k < kinds {
		return kindNames[k]
	}
	return ""
}

// Valid reports whether k is a kind.
func (k Kind) Valid() bool { return k > 0 && k < kinds }

// KindOf gives the kind of a word, or 0.
func KindOf(word string) Kind {
	for k, name := range kindNames {
		if name == word && k > 0 {
			return Kind(k)
		}
	}
	return 0
}

// Kinds gives all kinds.
func Kinds() []Kind {
	out := make([]Kind, 0, kinds-1)
	for k := Kind(1); k < kinds; k++ {
		out = append(out, k)
	}
	return out
}

// Aspect gives the side from which a kind counts.
func (k Kind) Aspect() Aspect {
	switch k {
	case Country, Currency, Date, Order, City:
		return Consistency
	case Duplicate:
		return Uniqueness
	}
	return Validity
}

// Field gives the field that a kind is about; empty for [Duplicate] and [Order].
func (k Kind) Field() string {
	switch k {
	case Email, Bounced, SharedEmail:
		return "email"
	case Phone, SharedPhone:
		return "phone"
	case Address:
		return "address"
	case Birthday:
		return "birthday"
	case Country:
		return "country"
	case Currency:
		return "currency"
	case Date:
		return "createdAt"
	case City:
		return "city"
	}
	return ""
}

// String gives the aspect's word in the API.
func (a Aspect) String() string {
	if a >= 0 && a < Aspects {
		return aspectNames[a]
	}
	return ""
}

// AspectOf gives the aspect of a word; ok is false when there is none.
func AspectOf(word string) (a Aspect, ok bool) {
	for i, name := range aspectNames {
		if name == word {
			return Aspect(i), true
		}
	}
	return 0, false
}
