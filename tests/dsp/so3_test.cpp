#include "dsp/base/so3.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>

using namespace backstep;

namespace {

Vec3 arbitrary_rotation_vector(Real longest_rad) {
  const auto axis = [] { return static_cast<Real>(*rc::gen::inRange(-1000, 1001)); };
  const Vec3 v(axis(), axis(), axis());
  const Real angle = longest_rad * static_cast<Real>(*rc::gen::inRange(0, 1000)) / 1000;
  return v.norm() > 0 ? Vec3(v.normalized() * angle) : Vec3::Zero();
}

}  // namespace

TEST_CASE("A quarter turn about z takes x to y") {
  const Vec3 y = exp_so3(Vec3(0, 0, kPi / 2)) * Vec3::UnitX();
  CHECK((y - Vec3::UnitY()).norm() < 1e-12);
}

TEST_CASE("Rotation vectors") {
  CHECK(rc::check("log undoes exp up to half a turn", [] {
    const Vec3 phi = arbitrary_rotation_vector(kPi);
    RC_ASSERT((log_so3(exp_so3(phi)) - phi).norm() < 1e-9);
  }));
  CHECK(rc::check("exp is a unit quaternion at every size of angle", [] {
    const Vec3 phi = arbitrary_rotation_vector(kPi) * std::pow(10.0, -*rc::gen::inRange(0, 12));
    RC_ASSERT(std::abs(exp_so3(phi).norm() - 1) < 1e-12);
  }));
  CHECK(rc::check("the shortest rotation takes one vector to the other", [] {
    const Vec3 a = exp_so3(arbitrary_rotation_vector(kPi)) * Vec3::UnitZ();
    const Vec3 b = exp_so3(arbitrary_rotation_vector(kPi)) * Vec3::UnitZ();
    const Quat q = shortest_rotation(a, b);
    RC_ASSERT((q * a - b).norm() < 1e-9);
    RC_ASSERT(std::abs(q.norm() - 1) < 1e-12);
    // The shortest: about an axis across both.
    RC_ASSERT(std::abs(q.vec().dot(a)) < 1e-9);
    RC_ASSERT(std::abs(q.vec().dot(b)) < 1e-9);
  }));
  CHECK(rc::check("half a turn takes a vector to its opposite, or nearly so", [] {
    const Vec3 a = exp_so3(arbitrary_rotation_vector(kPi)) * Vec3::UnitZ();
    const Vec3 b = exp_so3(arbitrary_rotation_vector(kPi) * std::pow(10.0, -*rc::gen::inRange(1, 17))) * -a;
    RC_ASSERT((shortest_rotation(a, b) * a - b).norm() < 2e-6);
  }));
}
