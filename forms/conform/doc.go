// Package conform answers questions about forms line by line: one JSON object a line in, one out, in order. Conformance
// runners use it, and editors and other programs may. Everything goes through the engine as it ships: xlsform compiles,
// xform reads and writes, engine runs. No line can stop the loop: what fails is an answer with "error".
//
//	{"id":"1","kind":"xpath","xml":…,"context":"/data/a","expr":"../b + 1","type":"number"}  →  {"id":"1","got":3}
//	{"id":"2","kind":"form","form_name":"f","md":… | "path":… | "xform":…}
//	      →  {"id":"2","got":{"xform":…,"error":null,"warnings":[…],"diagnostics":[…]}}
//	{"id":"3","kind":"scenario","form_xml":…,"attachments":{…},"steps":[{"set":"/data/a","value":"1"},…]}
//	      →  {"id":"3","got":[one entry a step]}
//
// An xpath request may carry engine ("xpath1" = plain XPath 1.0), root, ns, lang, now and tz; a scenario tz. Steps are
// described at player.step.
package conform
