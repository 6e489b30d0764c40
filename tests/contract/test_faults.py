"""contract.faults: runs test_faults.c with a migrated database."""

import os
import subprocess

from district import DistrictTest, main


class Faults(DistrictTest):
    def test_every_fault_is_named(self):
        done = subprocess.run([os.environ["TEST_FAULTS"]], capture_output=True, text=True,
                              timeout=120, check=False,
                              env={**os.environ, "JIEDUI_DATABASE": self.district.cluster.login})
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    main()
