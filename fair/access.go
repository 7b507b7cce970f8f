package fair

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"
)

// Clock tells the time; tests give their own.
type Clock func() time.Time

func (c Clock) now() Time { return At(c()) }

// TokenUse is what a token is good for.
type TokenUse string

// The uses of tokens.
const (
	SessionToken TokenUse = "session" // keeps a browser or an API client signed in
	LinkToken    TokenUse = "link"    // signs in once, after a confirming tap
)

// How long tokens last.
const (
	sessionLife = 30 * 24 * time.Hour
	linkLife    = 72 * time.Hour
)

// Token is a secret known to its holder; the store keeps only its hash.
type Token struct {
	Hash    string // hex of SHA-256
	Use     TokenUse
	Person  PersonID
	Next    string // the page a link leads to
	Expires Time
}

// AccessStore is what Access needs of the store.
type AccessStore interface {
	Transactor
	Person(ctx context.Context, id PersonID) (Person, error)
	PersonByEmail(ctx context.Context, email string) (Person, error)
	Grants(ctx context.Context, id PersonID) ([]Grant, error)
	// Password returns the encoded hash; "" when none is set.
	Password(ctx context.Context, id PersonID) (string, error)
	SetPassword(ctx context.Context, id PersonID, encoded string) error
	SaveToken(ctx context.Context, t Token) error
	// Token returns the token of that hash and use, NotFound when there is none.
	Token(ctx context.Context, hash string, use TokenUse) (Token, error)
	// DropToken removes it and reports whether it was there: of two who redeem a
	// link at once, one gets true.
	DropToken(ctx context.Context, hash string, use TokenUse) (bool, error)
	// DropTokensOf removes a person's tokens, but for the one with the hash keep.
	DropTokensOf(ctx context.Context, id PersonID, keep string) error
	DropExpiredTokens(ctx context.Context, now Time) error
}

// Access signs people in and says who asks.
type Access struct {
	store AccessStore
	clock Clock
	desk  chan struct{} // passwords hashed at once: each takes 19 MiB
}

// NewAccess returns the sign-in service.
func NewAccess(store AccessStore, clock Clock) *Access {
	return &Access{store, clock, make(chan struct{}, 4)}
}

// Actor returns who holds the session; Unauthenticated when it is unknown or over.
func (s *Access) Actor(ctx context.Context, session string) (Actor, error) {
	t, err := s.token(ctx, session, SessionToken)
	if err != nil {
		return Actor{}, err
	}
	return s.actor(ctx, t.Person)
}

func (s *Access) actor(ctx context.Context, id PersonID) (Actor, error) {
	grants, err := s.store.Grants(ctx, id)
	return Actor{Person: id, Grants: grants}, err
}

// SignIn checks e-mail and password and returns a new session token.
func (s *Access) SignIn(ctx context.Context, email, password string) (string, Actor, error) {
	wrong := fault(Unauthenticated, "error.sign_in")
	p, err := s.store.PersonByEmail(ctx, NormalEmail(email))
	if CodeOf(err) == NotFound {
		s.hash(password) // the same work as for a known address, so that time tells nothing
		return "", Actor{}, wrong
	}
	if err != nil {
		return "", Actor{}, err
	}
	encoded, err := s.store.Password(ctx, p.ID)
	if err != nil {
		return "", Actor{}, err
	}
	if encoded == "" || !s.matches(encoded, password) {
		return "", Actor{}, wrong
	}
	return s.open(ctx, p.ID)
}

// Link makes a one-time sign-in link's secret for a person. Next is the page it
// leads to. Callers mail it, or an organizer of a fair where the person has a part copies it.
func (s *Access) Link(ctx context.Context, a Actor, id PersonID, next string) (string, error) {
	if err := s.mayLink(ctx, a, id); err != nil {
		return "", err
	}
	return s.issue(ctx, LinkToken, id, next, linkLife)
}

// LinkTo is Link for somebody who asks by e-mail address; the zero Person and "" when
// nobody has it (the asker must not be told).
func (s *Access) LinkTo(ctx context.Context, email, next string) (Person, string, error) {
	p, err := s.store.PersonByEmail(ctx, NormalEmail(email))
	if CodeOf(err) == NotFound {
		return Person{}, "", nil
	}
	if err != nil {
		return Person{}, "", err
	}
	secret, err := s.issue(ctx, LinkToken, p.ID, next, linkLife)
	return p, secret, err
}

// mayLink lets the house, and an organizer for those whose every role is at a fair
// of theirs: a link is a key to everything its person may do.
func (s *Access) mayLink(ctx context.Context, a Actor, id PersonID) error {
	if a.Organizes(FairID{}) {
		return nil
	}
	grants, err := s.store.Grants(ctx, id)
	if err != nil {
		return err
	}
	for _, g := range grants {
		if !a.Organizes(g.Fair) {
			return denied()
		}
	}
	if len(grants) == 0 {
		return denied()
	}
	return nil
}

// PeekLink says whose link it is and whether it still holds, without using it:
// mail scanners open links, people tap.
func (s *Access) PeekLink(ctx context.Context, secret string) (Person, error) {
	t, err := s.token(ctx, secret, LinkToken)
	if err != nil {
		return Person{}, err
	}
	return s.store.Person(ctx, t.Person)
}

// Redeem uses a link up and returns a session token and the page to go to.
func (s *Access) Redeem(ctx context.Context, secret string) (session, nextPage string, a Actor, err error) {
	err = s.store.Write(ctx, func(ctx context.Context) error {
		t, err := s.token(ctx, secret, LinkToken)
		if err != nil {
			return err
		}
		first, err := s.store.DropToken(ctx, t.Hash, LinkToken)
		if err != nil {
			return err
		}
		if !first {
			return fault(Unauthenticated, "error.link")
		}
		nextPage = t.Next
		session, a, err = s.open(ctx, t.Person)
		return err
	})
	return session, nextPage, a, err
}

// SignOut ends a session; an unknown one is no error.
func (s *Access) SignOut(ctx context.Context, session string) error {
	_, err := s.store.DropToken(ctx, hashSecret(session), SessionToken)
	return err
}

// SetPassword sets the actor's own password, or, for the house, anybody's. Where
// one is set already the actor must know it. All sessions and links of the
// person end, but for the session keep ("" for none).
func (s *Access) SetPassword(ctx context.Context, a Actor, id PersonID, old, password, keep string) error {
	if !a.IsSystem() && a.Person != id {
		return denied()
	}
	if n := len([]rune(password)); n < 10 || len(password) > 200 {
		return badField("password", "password", "")
	}
	encoded, err := s.store.Password(ctx, id)
	if err != nil {
		return err
	}
	if !a.IsSystem() && encoded != "" && !s.matches(encoded, old) {
		return badField("old", "old_password", "")
	}
	fresh := s.hash(password)
	return s.store.Write(ctx, func(ctx context.Context) error {
		if err := s.store.SetPassword(ctx, id, fresh); err != nil {
			return err
		}
		return s.store.DropTokensOf(ctx, id, hashSecret(keep))
	})
}

// HasPassword reports whether the actor has set a password.
func (s *Access) HasPassword(ctx context.Context, a Actor) (bool, error) {
	encoded, err := s.store.Password(ctx, a.Person)
	return encoded != "", err
}

// Sweep forgets tokens that are over.
func (s *Access) Sweep(ctx context.Context) error {
	return s.store.DropExpiredTokens(ctx, s.clock.now())
}

func (s *Access) open(ctx context.Context, id PersonID) (string, Actor, error) {
	secret, err := s.issue(ctx, SessionToken, id, "", sessionLife)
	if err != nil {
		return "", Actor{}, err
	}
	a, err := s.actor(ctx, id)
	return secret, a, err
}

func (s *Access) issue(ctx context.Context, use TokenUse, id PersonID, nextPage string, life time.Duration) (string, error) {
	raw := make([]byte, 32)
	rand.Read(raw)
	secret := base64.RawURLEncoding.EncodeToString(raw)
	return secret, s.store.SaveToken(ctx, Token{Hash: hashSecret(secret), Use: use, Person: id, Next: nextPage, Expires: s.clock.now().Add(life)})
}

func (s *Access) token(ctx context.Context, secret string, use TokenUse) (Token, error) {
	key := map[TokenUse]string{SessionToken: "error.session", LinkToken: "error.link"}[use]
	t, err := s.store.Token(ctx, hashSecret(secret), use)
	if CodeOf(err) == NotFound || err == nil && t.Expires <= s.clock.now() {
		return Token{}, fault(Unauthenticated, key)
	}
	return t, err
}

func hashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// Passwords are hashed with Argon2id (RFC 9106) at OWASP's first setting of 2023 for
// servers: 19 MiB, 2 passes, 1 lane.
const (
	argonMemory = 19 * 1024
	argonPasses = 2
	argonLanes  = 1
)

func (s *Access) hash(password string) string {
	s.desk <- struct{}{}
	defer func() { <-s.desk }()
	salt := make([]byte, 16)
	rand.Read(salt)
	key := argon2.IDKey([]byte(password), salt, argonPasses, argonMemory, argonLanes, 32)
	return fmt.Sprintf("argon2id$%d$%d$%d$%s$%s", argonMemory, argonPasses, argonLanes, hex.EncodeToString(salt), hex.EncodeToString(key))
}

func (s *Access) matches(encoded, password string) bool {
	s.desk <- struct{}{}
	defer func() { <-s.desk }()
	var memory, passes uint32
	var lanes uint8
	parts := strings.Split(encoded, "$")
	if len(parts) != 6 || parts[0] != "argon2id" {
		return false
	}
	if _, err := fmt.Sscanf(strings.Join(parts[1:4], " "), "%d %d %d", &memory, &passes, &lanes); err != nil {
		return false
	}
	salt, err1 := hex.DecodeString(parts[4])
	want, err2 := hex.DecodeString(parts[5])
	if err1 != nil || err2 != nil || passes == 0 || lanes == 0 {
		return false
	}
	got := argon2.IDKey([]byte(password), salt, passes, memory, lanes, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1
}
