package fair

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/color"
	_ "image/gif" // accepted on the way in
	"image/jpeg"
	"image/png"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // accepted on the way in
)

// Limits of a picture: bytes of the upload, pixels before decoding, and the
// longest side that is kept.
const (
	MaxPictureBytes  = 5 << 20
	maxPicturePixels = 25_000_000 // a camera's; at most 200 MB while it is decoded
	maxPictureSide   = 1600
)

// Picture is an image by the hash of its kept bytes.
type Picture struct {
	Hash  string // hex of SHA-256
	Type  string // "image/jpeg" or "image/png"
	Bytes []byte
	By    PersonID
	At    Time
}

// PictureStore keeps pictures by hash; saving one again is no error.
type PictureStore interface {
	Picture(ctx context.Context, hash string) (Picture, error)
	SavePicture(ctx context.Context, p Picture) error
}

// Pictures takes and serves images.
type Pictures struct {
	store PictureStore
	clock Clock
	desk  chan struct{} // one picture is decoded at a time: each takes memory and a core
}

// NewPictures returns the service.
func NewPictures(store PictureStore, clock Clock) *Pictures {
	return &Pictures{store, clock, make(chan struct{}, 1)}
}

// Add re-encodes an upload (JPEG, PNG, GIF or WebP up to 5 MB), which drops whatever else
// it carried (place, camera, comments), and keeps it under its hash.
func (s *Pictures) Add(ctx context.Context, a Actor, upload []byte) (Picture, error) {
	if !a.SignedIn() {
		return Picture{}, fault(Unauthenticated, "error.session")
	}
	if len(upload) > MaxPictureBytes {
		return Picture{}, fault(TooLarge, "error.picture_size", "max_mb", MaxPictureBytes>>20)
	}
	conf, _, err := image.DecodeConfig(bytes.NewReader(upload))
	if err != nil || conf.Width*conf.Height > maxPicturePixels || conf.Width == 0 || conf.Height == 0 {
		return Picture{}, fault(Invalid, "error.picture")
	}
	p := Picture{By: a.Person, At: s.clock.now()}
	if p.Bytes, p.Type, err = s.recode(ctx, upload); err != nil {
		return Picture{}, err
	}
	sum := sha256.Sum256(p.Bytes)
	p.Hash = hex.EncodeToString(sum[:])
	return p, s.store.SavePicture(ctx, p)
}

func (s *Pictures) recode(ctx context.Context, upload []byte) ([]byte, string, error) {
	select {
	case s.desk <- struct{}{}:
		defer func() { <-s.desk }()
	case <-ctx.Done():
		return nil, "", ctx.Err()
	}
	img, format, err := image.Decode(bytes.NewReader(upload))
	if err != nil {
		return nil, "", fault(Invalid, "error.picture")
	}
	return encodePicture(shrink(img), format)
}

// Get returns a picture; whoever knows its hash may see it.
func (s *Pictures) Get(ctx context.Context, hash string) (Picture, error) {
	return s.store.Picture(ctx, hash)
}

func shrink(img image.Image) image.Image {
	b := img.Bounds()
	longest := max(b.Dx(), b.Dy())
	if longest <= maxPictureSide {
		return img
	}
	dst := image.NewRGBA(image.Rect(0, 0, max(1, b.Dx()*maxPictureSide/longest), max(1, b.Dy()*maxPictureSide/longest)))
	draw.BiLinear.Scale(dst, dst.Bounds(), img, b, draw.Src, nil)
	return dst
}

// encodePicture keeps line art (PNG, GIF) as PNG and photographs as JPEG on white.
func encodePicture(img image.Image, format string) ([]byte, string, error) {
	var out bytes.Buffer
	if format == "png" || format == "gif" {
		err := png.Encode(&out, img)
		return out.Bytes(), "image/png", err
	}
	flat := image.NewRGBA(img.Bounds())
	draw.Draw(flat, flat.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(flat, flat.Bounds(), img, img.Bounds().Min, draw.Over)
	err := jpeg.Encode(&out, flat, &jpeg.Options{Quality: 85})
	return out.Bytes(), "image/jpeg", err
}
