package xpath

var geoFuncs = map[string]*function{}
