package api

import "net/http"

// serveDocument puts the OpenAPI document on the mux.
func (a *API) serveDocument() {
	a.mux.HandleFunc("GET /api/openapi.json", func(w http.ResponseWriter, r *http.Request) {
		text, err := a.Document()
		if err != nil {
			fail(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "application/openapi+json")
		w.Write(text)
	})
}
