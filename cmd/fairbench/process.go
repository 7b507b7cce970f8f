package main

import (
	"runtime"
	"syscall"
	"time"
)

// cpuTime is what this process has used of the processors.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peakRSS is the most memory this process has held so far, in MB (2^20 bytes).
func peakRSS() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	bytes := float64(u.Maxrss)
	if runtime.GOOS != "darwin" {
		bytes *= 1024 // Linux and the BSDs count kilobytes
	}
	return round(bytes/(1<<20), 0)
}
