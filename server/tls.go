package server

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// TLS is how the server shows who it is: a certificate given by the administrator, or one made by a demo authority of
// its own whose certificate the tablets install from /install.
type TLS struct {
	Config *tls.Config
	CA     []byte // PEM of the demo authority; nil with a certificate of the administrator
	Hosts  []string
}

// LoadTLS reads the administrator's certificate and key.
func LoadTLS(cert, key string) (*TLS, error) {
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, fmt.Errorf("không dùng được chứng chỉ %s với khoá %s / can not use this certificate and key: %w", cert, key, err)
	}
	return &TLS{Config: &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}}, nil
}

const (
	caFile    = "demo-ca.crt"
	caKeyFile = "demo-ca.key"
	leafFor   = 90 * 24 * time.Hour
	caFor     = 3 * 365 * 24 * time.Hour
)

// DemoTLS makes (once, in dir) an authority that may certify only the hosts given and answers with a fresh certificate
// for them. Hosts are names and addresses; "localhost" is always among them. When the hosts grow, the authority is made
// again, and tablets must install it again: its certificate names the only hosts it may speak for.
func DemoTLS(dir string, hosts []string, now time.Time) (*TLS, error) {
	hosts = slices.Clone(hosts)
	for _, h := range []string{"localhost", "127.0.0.1", "::1"} {
		if !slices.Contains(hosts, h) {
			hosts = append(hosts, h)
		}
	}
	slices.Sort(hosts)
	hosts = slices.Compact(hosts)
	ca, key, err := loadCA(dir, hosts, now)
	if err != nil {
		return nil, err
	}
	t := &TLS{CA: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ca.Raw}), Hosts: hosts}
	leaf, err := makeLeaf(ca, key, hosts, now)
	if err != nil {
		return nil, err
	}
	t.Config = &tls.Config{Certificates: []tls.Certificate{*leaf}, MinVersion: tls.VersionTLS12}
	return t, nil
}

func loadCA(dir string, hosts []string, now time.Time) (*x509.Certificate, *ecdsa.PrivateKey, error) {
	cert, key, err := readCA(dir)
	if err == nil && cert.NotAfter.After(now.Add(leafFor)) && covers(cert, hosts) {
		return cert, key, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, err
	}
	if key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		return nil, nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, nil, err
	}
	names, nets := split(hosts)
	tpl := &x509.Certificate{SerialNumber: serial, Subject: pkix.Name{CommonName: "Sổ Thôn (mẫu) " + now.Format("2006-01-02")},
		NotBefore: now.Add(-24 * time.Hour), NotAfter: now.Add(caFor), IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign, PermittedDNSDomainsCritical: true,
		PermittedDNSDomains: names, PermittedIPRanges: nets}
	der, err := x509.CreateCertificate(rand.Reader, tpl, tpl, &key.PublicKey, key)
	if err != nil {
		return nil, nil, err
	}
	if cert, err = x509.ParseCertificate(der); err != nil {
		return nil, nil, err
	}
	return cert, key, writeCA(dir, der, key)
}

func writeCA(dir string, der []byte, key *ecdsa.PrivateKey) error {
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	for _, f := range []struct {
		name, kind string
		b          []byte
		mode       fs.FileMode
	}{{caKeyFile, "PRIVATE KEY", raw, 0o600}, {caFile, "CERTIFICATE", der, 0o644}} {
		path := filepath.Join(dir, f.name)
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if err := writeNew(path, pem.EncodeToMemory(&pem.Block{Type: f.kind, Bytes: f.b}), f.mode); err != nil {
			return err
		}
	}
	return nil
}

func readCA(dir string) (*x509.Certificate, *ecdsa.PrivateKey, error) {
	pair, err := tls.LoadX509KeyPair(filepath.Join(dir, caFile), filepath.Join(dir, caKeyFile))
	if err != nil {
		return nil, nil, err
	}
	key, ok := pair.PrivateKey.(*ecdsa.PrivateKey)
	if !ok {
		return nil, nil, errors.New(caKeyFile + ": không phải khoá ECDSA / not an ECDSA key")
	}
	cert, err := x509.ParseCertificate(pair.Certificate[0])
	return cert, key, err
}

// covers says that the authority may speak for every host.
func covers(ca *x509.Certificate, hosts []string) bool {
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			if !slices.ContainsFunc(ca.PermittedIPRanges, func(n *net.IPNet) bool { return n.Contains(ip) }) {
				return false
			}
		} else if !slices.Contains(ca.PermittedDNSDomains, h) {
			return false
		}
	}
	return true
}

func split(hosts []string) (names []string, nets []*net.IPNet) {
	for _, h := range hosts {
		ip := net.ParseIP(h)
		if ip == nil {
			names = append(names, h)
			continue
		}
		bits := 128
		if v4 := ip.To4(); v4 != nil {
			ip, bits = v4, 32
		}
		nets = append(nets, &net.IPNet{IP: ip, Mask: net.CIDRMask(bits, bits)})
	}
	return names, nets
}

func makeLeaf(ca *x509.Certificate, caKey *ecdsa.PrivateKey, hosts []string, now time.Time) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	tpl := &x509.Certificate{SerialNumber: serial, Subject: pkix.Name{CommonName: hosts[0]}, NotBefore: now.Add(-24 * time.Hour),
		NotAfter: now.Add(leafFor), KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			tpl.IPAddresses = append(tpl.IPAddresses, ip)
		} else {
			tpl.DNSNames = append(tpl.DNSNames, h)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, tpl, ca, &key.PublicKey, caKey)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{der, ca.Raw}, PrivateKey: key}, nil
}
