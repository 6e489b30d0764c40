"""integration.scan: what testssl.sh finds at the daemon's port (X2)."""

import shutil
import subprocess

from district import DistrictTest, main

# What a private authority's certificate of two days brings along.
PRIVATE = {"cert_expirationStatus", "cert_notAfter", "cert_revocation", "DNS_CAArecord"}


class Scan(DistrictTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()

    def test_x2_scanned_by_testssl(self):
        """Only TLS 1.3, and no finding above INFO but what a private authority brings along."""
        scanner = shutil.which("testssl") or shutil.which("testssl.sh")
        self.assertIsNotNone(scanner, "testssl.sh is missing: deploy/packages test")
        report = self.district.folder / "report.csv"
        subprocess.run(
            [scanner, "--quiet", "--warnings", "off", "--color", "0", "--protocols",
             "--server-defaults", "--vulnerable", "--fs", "--csvfile", report,
             "--add-ca", self.district.folder / "ca.pem", "--ip", "127.0.0.1",
             f"localhost:{self.district.port}"], capture_output=True, timeout=500, check=False)
        with open(report, encoding="utf-8") as lines:
            rows = [line.strip().strip('"').split('","') for line in lines][1:]
        found = {row[0]: (row[3], row[4]) for row in rows}
        for old in ("SSLv2", "SSLv3", "TLS1", "TLS1_1", "TLS1_2"):
            self.assertEqual(found[old][1].split()[0], "not", (old, found[old]))
        self.assertIn("offered", found["TLS1_3"][1])
        # WARN is what the scanner could not do without a machine's certificate.
        bad = {k: v for k, v in found.items() if v[0] in ("LOW", "MEDIUM", "HIGH", "CRITICAL")
               and k not in PRIVATE}
        self.assertEqual(bad, {})
        self.assertGreater(len(found), 40)


if __name__ == "__main__":
    main()
