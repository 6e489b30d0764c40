"""integration.choices: how far the round of choices is (S47, S48)."""

from district import DistrictTest, main
from school import School


class Choices(DistrictTest):
    settings = {"clock": "2026-03-05T08:00:00+08:00"}

    def test_the_status_counts_whose_need_waits(self):
        self.district.start()
        school = School(self.district, self.district.administrator())
        school.people(students=6, mentors=3)
        number = school.student_no
        school.add("choices", [[number(n), "academic", rank, f"T00{rank}"]
                               for n in (1, 2, 3, 6) for rank in (1, 2)])
        school.add("answers", [["T002", "academic", number(1), 1]])
        school.pair(6, "T003")  # has a mentor already: waits no more
        rows = {r["group"]: r for r in
                school.lead.must("choice", "status", json=True)["rows"]}
        self.assertEqual(list(rows), ["academic", "psychological", "talent", "general"])
        self.assertEqual(rows["academic"], {
            "group": "academic", "students": 5, "chosen": 3, "without": 2, "percent": "60.00",
            "mentors_named": 2, "mentors_answered": 1})
        self.assertEqual((rows["talent"]["students"], rows["talent"]["percent"]), (0, None))
        before = school.lead.must("choice", "status", "--as-of", "2026-02-01", json=True)["rows"]
        self.assertEqual({r["students"] for r in before}, {0})


if __name__ == "__main__":
    main()
