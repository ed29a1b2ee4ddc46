#include "wgan/report_page/report_page.h"

#include <gtest/gtest.h>

#include "support.h"

namespace wgan {
namespace {

ReportRun small_run(const std::string& name) {
  ReportRun run;
  run.name = name;
  run.summary = "Finished at step 30.";
  for (int64_t step = 10; step <= 30; step += 10)
    run.rows.push_back({.step = step,
                        .images = 320 * step,
                        .seconds = 0.5 * static_cast<double>(step),
                        .critic_loss = 1.0 / static_cast<double>(step)});
  run.rows[1].swd = 12.5;
  run.sheets = {{"image/png", "bytes", 4, 4, "step 10", "samples"},
                {"image/png", "more", 4, 4, "step 20", "samples"}};
  run.command = "wgan train --config " + name;
  return run;
}

size_t count_of(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(ReportPage, EncodesBytesInBase64) {
  // RFC 4648, section 10.
  for (const auto& [bytes, text] : {std::pair{"", ""},
                                    {"f", "Zg=="},
                                    {"fo", "Zm8="},
                                    {"foo", "Zm9v"},
                                    {"foob", "Zm9vYg=="},
                                    {"fooba", "Zm9vYmE="},
                                    {"foobar", "Zm9vYmFy"}})
    EXPECT_EQ(base64(bytes), text);
  EXPECT_EQ(base64(std::string("\xff\xfe\x00", 3)), "//4A");
}

TEST(ReportPage, NamesAreDataWhateverTheyContain) {
  const std::string nasty = "<script>alert('x')</script>&\"\x1b[31m";
  ReportRun run = small_run(nasty);
  run.tables = {{nasty, {nasty}, {{nasty, nasty}}, nasty}};
  run.facts = {{nasty, nasty, nasty}};
  run.others = {{"image/png", "x", 1, 1, nasty, nasty}};
  const std::string page = report_page(nasty, {run, small_run("b")});
  // The two scripts of the page itself, and no other.
  EXPECT_EQ(count_of(page, "<script"), 2U);
  EXPECT_EQ(page.find("<script>alert"), std::string::npos);
  EXPECT_EQ(page.find('\x1b'), std::string::npos);
  EXPECT_NE(page.find("&lt;script&gt;alert(&#39;x&#39;)"), std::string::npos);
  EXPECT_NE(page.find("\\u003cscript>alert"), std::string::npos) << "in the data of the curves";
}

TEST(ReportPage, HasACurveForEachQuantityThatARunHas) {
  const std::string page = report_page("runs", {small_run("a"), small_run("b")});
  for (const char* column : {"critic_loss", "swd", "images_per_second", "images"})
    EXPECT_EQ(count_of(page, std::string("data-column=\"") + column + "\""), 1U) << column;
  EXPECT_EQ(page.find("generator_loss"), std::string::npos);
  // Every curve of two runs is there twice, the quantities are critic_loss, swd, images_per_second,
  // data_wait, memory_mb and images.
  EXPECT_EQ(count_of(page, "<polyline"), 12U);
  EXPECT_NE(page.find(R"("critic_loss":[0.1,0.05,0.03333333333333333])"), std::string::npos);
  EXPECT_NE(page.find(R"("swd":[null,12.5,null])"), std::string::npos);
  EXPECT_EQ(count_of(page, "src=\"data:image/png;base64,"), 4U);
  EXPECT_EQ(page.find("http"), page.find("http-equiv")) << "no address is asked for";
}

TEST(ReportPage, WorksForARunWithoutRowsOrPictures) {
  ReportRun run;
  run.name = "empty";
  const std::string page = report_page("empty", {run});
  EXPECT_NE(page.find("There are no pictures yet"), std::string::npos);
  EXPECT_NE(page.find("There are no rows in metrics.csv yet"), std::string::npos);
}

TEST(ReportPage, KeepsWhatWasMeasuredOfALongRun) {
  ReportRun run = small_run("long");
  run.rows.clear();
  for (int64_t step = 1; step <= 10'000; ++step) {
    run.rows.push_back({.step = step, .critic_loss = 1});
    if (step % 777 == 0) run.rows.back().swd = static_cast<double>(step);
  }
  const std::string page = report_page("long", {run});
  EXPECT_LT(page.size(), 1'000'000U);
  EXPECT_NE(page.find("1554.0"), std::string::npos);
}

TEST(ReportPage, RareRowsAreNotLostBetweenTheOthers) {
  // A look every fifth row, at places that an even choice of a fifth of the rows would all miss.
  ReportRun run = small_run("long");
  run.rows.clear();
  for (int64_t i = 0; i < 10'000; ++i) {
    run.rows.push_back({.step = 10 * i, .critic_loss = 1});
    if (i % 5 == 4) run.rows.back().diversity = 25;
  }
  const std::string page = report_page("long", {run});
  const size_t data = page.find("\"diversity\":[");
  ASSERT_NE(data, std::string::npos);
  const std::string values = page.substr(data, page.find(']', data) - data);
  EXPECT_GT(count_of(values, "25"), 1900U);
  // Fifty runs share the room.
  EXPECT_LT(report_page("many", std::vector<ReportRun>(50, run)).size(), 3'000'000U);
}

}  // namespace
}  // namespace wgan
