package shop

import (
	"net/http"
	"time"
)

// vendor describes one kind of shop.
type vendor struct {
	name string
	// verify checks the signature of a request.
	verify func(h http.Header, body []byte, secret string) bool
	// open gives the topic and the document of a body whose signature is right.
	// An empty topic says that there is nothing to take, such as a trial.
	open func(h http.Header, body []byte) (topic string, doc node, err error)
	// topics are those that are taken in.
	topics map[string][]message
	// buyer tells whose an order is.
	buyer buyer
	// zone is that of instants which name none.
	zone *time.Location
	// answer is what the shop wants to hear.
	answer string
}

// message describes one message of the Segment API that a topic makes. Its
// paths are looked up in the document, or with each in one of its elements,
// where paths that begin with ".." are still those of the document.
type message struct {
	// event is the track call's name; empty for an identify call.
	event string
	// id is the messageId behind the vendor's name and the source; {path} is
	// replaced. Equal news must give equal ids.
	id string
	// each is the path of a list of which every element makes a message.
	each string
	when []condition
	// order and time are the first of these paths that hold something.
	order []string
	time  []string
	body  []field
	lines *lines
	// who tells about whom it is, where that is not the vendor's buyer.
	who *buyer
}

// condition holds when the text at path is one of values; without values, when
// there is any. Not turns it around.
type condition struct {
	path   string
	values []string
	not    bool
}

// field carries the first of paths that holds something over as name.
type field struct {
	name  string
	paths []string
	// calc makes the value where a path cannot; nil otherwise.
	calc func(n node) string
	// time says that it is an instant, number that it is written as a number
	// although the shop writes a text; its digits stay as they are.
	time, number bool
}

// lines carries the elements of a list over as products.
type lines struct {
	path string
	body []field
}

// buyer says where a document tells who bought.
type buyer struct {
	// external is the system's name for its customer ids.
	external     string
	id           []string
	email, phone []string
	name         []string // joined with a space
	city         []string
	country      []string
	// visitor is how the anonymous id of an order's events begins.
	visitor string
}

func at(name string, paths ...string) field { return field{name: name, paths: paths} }

func numberAt(name string, paths ...string) field {
	return field{name: name, paths: paths, number: true}
}

func instantAt(name string, paths ...string) field {
	return field{name: name, paths: paths, time: true}
}

func is(path string, values ...string) condition { return condition{path: path, values: values} }

func isNot(path string, values ...string) condition {
	return condition{path: path, values: values, not: true}
}

func given(path string) condition { return condition{path: path} }
