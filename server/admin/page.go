package admin

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
)

//go:embed templates text static
var files embed.FS

// Static gives the style sheet and the script of the pages.
func Static() fs.FS {
	sub, err := fs.Sub(files, "static")
	if err != nil {
		return files // a constant, valid name: not reached
	}
	return sub
}

// pages are the parsed templates and the catalogue of texts.
type pages struct {
	byName          map[string]*template.Template
	texts           map[string]map[string]string // language → key → text
	styles, scripts []string                     // files of static/, the shell's (admin.*) first
}

func loadPages() (*pages, error) {
	p := &pages{byName: map[string]*template.Template{}, texts: map[string]map[string]string{}}
	for _, lang := range []string{"vi", "en"} {
		m, err := loadTexts(lang)
		if err != nil {
			return nil, err
		}
		p.texts[lang] = m
	}
	p.styles, p.scripts = staticFiles("css"), staticFiles("js")
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		return nil, err
	}
	for _, n := range names {
		name := strings.TrimSuffix(strings.TrimPrefix(n, "templates/"), ".html")
		if strings.HasPrefix(name, "part_") || name == "layout" {
			continue
		}
		t, err := template.New(name).Funcs(template.FuncMap{"pair": func(a, b any) []any { return []any{a, b} }}).ParseFS(files, "templates/layout.html", "templates/part_*.html", n)
		if err != nil {
			return nil, err
		}
		p.byName[name] = t
	}
	return p, nil
}

// staticFiles lists the files of static/ with an extension: admin.* first, then one a room in order of name.
func staticFiles(ext string) []string {
	names, _ := fs.Glob(files, "static/*."+ext) // a constant, valid pattern
	out := []string{"admin." + ext}
	for _, n := range names {
		if n = strings.TrimPrefix(n, "static/"); n != out[0] {
			out = append(out, n)
		}
	}
	return out
}

// loadTexts joins the catalogues of one language, a file a room; a key that two rooms have is an error.
func loadTexts(lang string) (map[string]string, error) {
	names, err := fs.Glob(files, "text/"+lang+"/*.json")
	if err != nil {
		return nil, err
	}
	all := map[string]string{}
	for _, name := range names {
		b, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		m := map[string]string{}
		if err := json.Unmarshal(b, &m); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for k, v := range m {
			if _, twice := all[k]; twice {
				return nil, fmt.Errorf("%s: %q stands in another file too", name, k)
			}
			all[k] = v
		}
	}
	return all, nil
}

// say gives a text of the catalogue with its arguments; a key that is missing shows itself.
func (p *pages) say(lang, key string, args ...any) string {
	s, ok := p.texts[lang][key]
	if !ok {
		if s, ok = p.texts["vi"][key]; !ok {
			return key
		}
	}
	if len(args) > 0 {
		return fmt.Sprintf(s, args...)
	}
	return s
}

// View is what every template gets; B is the page's own part.
type View struct {
	Lang    string
	Title   string
	User    *schema.User
	Section string // of the bar: inbox, forms, devices, users, exports; "" none
	Waiting int    // records that wait for review
	Flash   string // a text, "" none
	Undo    string // what the flash tells of and can be taken back: an item of Undo; "" none
	Demo    bool
	Path    string // of this page with its query, without lang
	Query   string // what was searched for
	Mark    string // changes when there is something new; "" = the page does not ask
	MarkURL string
	Bare    bool // without the bar: sign-in and messages to nobody
	B       any
	Styles  []string // file names of the style sheets, the shell's first
	Scripts []string

	pages *pages
	zone  *time.Location
	now   time.Time
}

// T gives a text of the catalogue.
func (v View) T(key string, args ...any) string { return v.pages.say(v.Lang, key, args...) }

// Can says whether the user's role holds a permission.
func (v View) Can(p string) bool {
	return v.User != nil && schema.Can(v.User.Role, schema.Permission(p))
}

// OtherLang is this page in the other language.
func (v View) OtherLang() string {
	u, err := url.Parse(v.Path)
	if err != nil {
		return "/"
	}
	q := u.Query()
	q.Set("lang", map[string]string{"vi": "en", "en": "vi"}[v.Lang])
	u.RawQuery = q.Encode()
	return u.String()
}

// When shows a time as people say it: "hôm nay 09:58", "hôm qua 17:05", "20/11 11:40", "14/10/2025".
func (v View) When(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	t, now := t.In(v.zone), v.now.In(v.zone)
	y, m, d := now.Date()
	day := time.Date(y, m, d, 0, 0, 0, 0, v.zone)
	switch {
	case !t.Before(day) && t.Before(day.AddDate(0, 0, 1)):
		return v.T("when.today", t.Format("15:04"))
	case !t.Before(day.AddDate(0, 0, -1)) && t.Before(day):
		return v.T("when.yesterday", t.Format("15:04"))
	case t.Year() == y:
		return t.Format("02/01 15:04")
	}
	return t.Format("02/01/2006")
}

// Date shows the day of a time: "14/10/2025".
func (v View) Date(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return t.In(v.zone).Format("02/01/2006")
}

// Number groups the digits of a count.
func (v View) Number(n int) string { return groupDigits(fmt.Sprint(n)) }

// Day shows an ISO day as 14/10/2025.
func (v View) Day(s string) string { return showDay(s) }

// view begins the view of a page.
func (a *Admin) view(c *gin.Context, section, title string, args ...any) View {
	lang := a.lang(c)
	u := *c.Request.URL
	q := u.Query()
	q.Del("lang")
	u.RawQuery = q.Encode()
	v := View{Lang: lang, Title: a.pages.say(lang, title, args...), User: UserOf(c), Section: section, Demo: a.Demo, Path: u.RequestURI(),
		Styles: a.pages.styles, Scripts: a.pages.scripts, pages: a.pages, zone: a.Zone, now: a.Clock()}
	if a.Sessions != nil && v.User != nil {
		if key := a.Sessions.PopFlash(c.Request.Context()); key != "" {
			key, v.Undo, _ = strings.Cut(key, undoMark)
			v.Flash = v.T(key)
		}
	}
	if v.Can(string(schema.PermRecords)) {
		n, err := a.Store.Waiting(c.Request.Context(), a.Workspace, v.User.Scope())
		if err == nil {
			v.Waiting = n
		}
	}
	return v
}

// render writes a page.
func (a *Admin) render(c *gin.Context, status int, name string, v View) {
	var b bytes.Buffer
	if err := a.pages.byName[name].ExecuteTemplate(&b, "layout", v); err != nil {
		code := ErrorCode()
		a.Log.Error("template failed", "code", code, "route", c.FullPath(), "err", err)
		c.String(http.StatusInternalServerError, a.pages.say(v.Lang, "err.server", code))
		return
	}
	c.Header("Cache-Control", "no-store")
	c.Data(status, "text/html; charset=utf-8", b.Bytes())
}

// message shows a page that only says something.
func (a *Admin) message(c *gin.Context, status int, key string, args ...any) {
	a.text(c, status, a.pages.say(a.lang(c), key, args...))
}

func (a *Admin) text(c *gin.Context, status int, text string) {
	v := a.view(c, "", "title.message")
	v.Bare = v.User == nil
	v.Path, v.B = "/", text // the same body for every address
	a.render(c, status, "message", v)
	c.Abort()
}

// back sends the browser to a page after something was done; flash is a key of the catalogue.
func (a *Admin) back(c *gin.Context, to, flash string) {
	if flash != "" && a.Sessions != nil {
		a.Sessions.Flash(c.Request.Context(), flash)
	}
	c.Redirect(http.StatusSeeOther, to)
}

func asSchema(err error, e **schema.Error) bool { return errors.As(err, e) }

// scoped limits a query to the user's areas.
func (a *Admin) scoped(c *gin.Context, q store.RecordQuery) store.RecordQuery {
	if u := UserOf(c); u != nil {
		s := u.Scope()
		q.All, q.Areas = s.All, s.Areas
	}
	return q
}
