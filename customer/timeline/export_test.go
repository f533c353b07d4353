package timeline

// A tree that grows new levels within a few hundred entries.
func init() { openEvents, fan = 40, 3 }
