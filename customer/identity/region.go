package identity

import "github.com/nyaruka/phonenumbers"

// CallingCode gives the international calling code of a country, as 86 for
// "CN"; 0 for what is no ISO 3166 code of a country with one.
func CallingCode(country string) int { return phonenumbers.GetCountryCodeForRegion(country) }
