package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
)

// Vectors returns the kept vectors of texts, by the texts' hashes, that the model made;
// those it has not made are left out.
func (db *DB) Vectors(ctx context.Context, model string, hashes []string) (map[string][]float32, error) {
	out := make(map[string][]float32, len(hashes))
	for part := range slices.Chunk(hashes, rowsAtOnce) {
		args := []any{model}
		for _, h := range part {
			args = append(args, h)
		}
		type kept struct {
			hash   string
			vector []float32
		}
		rows, err := list(ctx, db, func(r row) (k kept, err error) {
			var b []byte
			if err = r.Scan(&k.hash, &b); err != nil {
				return k, err
			}
			k.vector, err = decodeVector(b)
			return k, err
		}, "SELECT hash, vector FROM vectors WHERE model = $1 AND hash IN ("+choices(2, len(part))+")", args...)
		if err != nil {
			return nil, err
		}
		for _, k := range rows {
			out[k.hash] = k.vector
		}
	}
	return out, nil
}

// SaveVectors keeps vectors of a model by the hashes of their texts; again is no error.
func (db *DB) SaveVectors(ctx context.Context, model string, vectors map[string][]float32) error {
	return db.atomic(ctx, func(ctx context.Context) error {
		for hash, v := range vectors {
			if _, err := db.exec(ctx, "INSERT INTO vectors (model, hash, vector) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", model, hash, encodeVector(v)); err != nil {
				return err
			}
		}
		return nil
	})
}

func encodeVector(v []float32) []byte {
	b := make([]byte, 0, 4*len(v))
	for _, x := range v {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
	}
	return b
}

func decodeVector(b []byte) ([]float32, error) {
	if len(b)%4 != 0 {
		return nil, fmt.Errorf("a vector of %d bytes", len(b))
	}
	v := make([]float32, len(b)/4)
	for i := range v {
		v[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return v, nil
}
