//! `karvan check` as a user types it: `tests/cmd/check/*.trycmd`.

#[test]
fn check() {
    trycmd::TestCases::new().case("tests/cmd/check/*.trycmd");
}
