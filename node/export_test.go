package node

import "github.com/fairmatch/fairmatch/fair"

// Reached is the number of the last entry that a fair's engine has.
func (n *Node) Reached(id fair.FairID) int64 {
	n.matchers.mu.RLock()
	defer n.matchers.mu.RUnlock()
	return n.matchers.followed[id]
}
