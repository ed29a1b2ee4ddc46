#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>

#include "chart.h"
#include "parts.h"
#include "report_assets.h"
#include "wgan/report_page/report_page.h"
#include "wgan/text/html.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kMostRows = 2000;  // of all runs together in the data of the curves

/// The headings of the curves, in their order.
constexpr std::array<std::pair<std::string_view, const char*>, 6> kGroups{
    {{"samples", "Samples"},
     {"loss", "Losses"},
     {"critic", "The critic"},
     {"gradient", "Gradients"},
     {"speed", "Speed"},
     {"progress", "Progress"}}};

constexpr std::array<std::pair<std::string_view, const char*>, 25> kNames{
    {{"critic_loss", "Loss of the critic"},
     {"generator_loss", "Loss of the generator"},
     {"w_estimate", "W estimate: mean score of real pictures minus that of samples"},
     {"gradient_norm", "Norm of the critic's gradient by the picture"},
     {"critic_gradient", "Norm of the critic's gradient by its weights"},
     {"generator_gradient", "Norm of the generator's gradient by its weights"},
     {"images_per_second", "Real pictures a second"},
     {"data_wait", "Share of the time spent waiting for pictures"},
     {"memory_mb", "Memory in MB"},
     {"accuracy", "Share of held-out labels that the critic gets right"},
     {"diversity", "Difference of two samples, in levels of 255"},
     {"score_real", "Score of real pictures"},
     {"score_fake", "Score of samples"},
     {"score_held_out", "Score of held-out pictures"},
     {"ranked", "Share of pairs of real picture and sample ranked right"},
     {"ranked_held_out", "Share of pairs of known and held-out picture told apart"},
     {"slope", "Steepest gradient between real pictures and samples"},
     {"w_levels", "Distance in levels of 255: W estimate over the slope"},
     {"augment_share", "Share of pictures that DiffAugment changes"},
     {"swd", "Sliced Wasserstein distance (low is good)"},
     {"ms_ssim", "Likeness of two samples, MS-SSIM (that of real pictures is good)"},
     {"colour", "Distance of colours (low is good)"},
     {"spectrum", "Distance of spectra (low is good)"},
     {"images", "Real pictures seen"},
     {"epoch", "Epochs: passes over the pictures"}}};

/// Calls `show(run)` for each run, under its name if there are several.
template <typename Show>
std::string for_runs(const std::vector<ReportRun>& runs, const Show& show) {
  if (runs.size() == 1) return show(runs[0]);
  std::string text = "<div class=\"runs\">";
  for (const ReportRun& run : runs)
    text += cat("<section><h3>", html(run.name), "</h3>", show(run), "</section>");
  return text + "</div>\n";
}

std::string pictures(const ReportRun& run) {
  if (run.sheets.empty() && !run.real && run.others.empty())
    return "<p class=\"soft\">There are no pictures yet.</p>";
  std::string text = "<div class=\"pictures\">";
  if (!run.sheets.empty()) {
    text += "<div><ol class=\"sheets\">";
    for (const ReportPicture& sheet : run.sheets) text += cat("<li>", image(sheet), "</li>");
    text += "</ol></div>\n";
  }
  if (run.real) text += image(*run.real);
  for (const ReportPicture& other : run.others) text += image(other);
  return text + "</div>\n";
}

/// Returns the section about the latent spaces; nothing if no run has been explored.
std::string latent_space(const std::vector<ReportRun>& runs) {
  if (std::none_of(runs.begin(), runs.end(), [](const ReportRun& r) { return !!r.directions; }))
    return "";
  return cat("<section><h2>Latent space</h2>\n",
             for_runs(runs,
                      [](const ReportRun& run) {
                        return run.directions ? image(*run.directions) : std::string();
                      }),
             "</section>\n");
}

/// A quantity that some run has: what it belongs to, its column, and the curve of each run over the
/// steps.
struct Quantity {
  std::string_view group;
  std::string column;
  std::vector<ChartCurve> curves;
};

/// Returns the quantities in the order of the groups and the columns.
std::vector<Quantity> quantities(const std::vector<ReportRun>& runs) {
  std::vector<Quantity> found;
  for (size_t i = 0; i < runs.size(); ++i) {
    for (const MetricsRow& row : runs[i].rows) {
      for (const MetricsValue& value : values_of(row)) {
        if (value.column == "seconds") continue;
        auto known = std::find_if(found.begin(), found.end(),
                                  [&](const Quantity& q) { return q.column == value.column; });
        if (known == found.end()) {
          found.push_back({value.group, std::string(value.column), {}});
          known = found.end() - 1;
          for (const ReportRun& run : runs) known->curves.push_back({run.name, {}});
        }
        known->curves[i].points.push_back({static_cast<double>(row.step), value.value});
      }
    }
  }
  const auto place = [](const Quantity& q) {
    return std::find_if(kGroups.begin(), kGroups.end(),
                        [&](const auto& group) { return group.first == q.group; });
  };
  std::stable_sort(found.begin(), found.end(),
                   [&](const Quantity& a, const Quantity& b) { return place(a) < place(b); });
  return found;
}

std::string curves(const std::vector<Quantity>& all) {
  std::string text;
  for (const auto& [group, title] : kGroups) {
    std::string charts;
    for (const Quantity& q : all) {
      if (q.group != group) continue;
      const std::string name = quantity_name(q.column);
      charts += cat("<figure data-column=\"", html(q.column), "\"><figcaption>", html(name),
                    "</figcaption>", chart(q.curves, name),
                    "<p class=\"soft values\" aria-live=\"polite\"></p></figure>\n");
    }
    if (!charts.empty())
      text += cat("<h3>", title, "</h3><div class=\"charts\">\n", charts, "</div>\n");
  }
  return text;
}

std::string legend(const std::vector<ReportRun>& runs) {
  if (runs.size() < 2) return "";
  std::string text = "<ul class=\"legend\">";
  for (size_t i = 0; i < runs.size(); ++i)
    text += cat("<li><span class=\"key c", i % 8, "\"></span>", html(runs[i].name), "</li>");
  return text + "</ul>\n";
}

/// What only helps with the script stays hidden without it.
constexpr const char* kControls =
    "<form id=\"controls\" class=\"controls\" hidden>"
    "<label>Over <select><option value=\"step\">steps</option><option value=\"images\">pictures "
    "seen</option><option value=\"seconds\">seconds of training</option></select></label>"
    "<label>Smoothing <input type=\"range\" min=\"0\" max=\"50\" value=\"0\"></label>"
    "<label><input type=\"checkbox\"> Logarithmic</label>"
    "<button type=\"button\">Whole run</button>"
    "<span class=\"soft\">Drag across a chart to zoom; Escape or a double click goes back. The "
    "arrow keys walk along the curve of a chart that has the focus.</span></form>\n";

/// Returns which rows to show: evenly about `most` of all rows, of those with a look at the
/// networks, and of those that measure samples, which are few and would else be lost between the
/// others.
std::vector<bool> rows_to_show(const std::vector<MetricsRow>& rows, size_t most) {
  std::vector<bool> shown(rows.size());
  const auto thin = [&](const auto& has) {
    const auto count = static_cast<size_t>(std::count_if(rows.begin(), rows.end(), has));
    const size_t every = (count + most - 1) / most;
    size_t number = 0;
    for (size_t i = 0; i < rows.size(); ++i) {
      if (has(rows[i]) && number++ % every == 0) shown[i] = true;
    }
  };
  thin([](const MetricsRow&) { return true; });
  thin([](const MetricsRow& row) { return row.diversity.has_value(); });
  thin([](const MetricsRow& row) { return row.swd.has_value(); });
  if (!shown.empty()) shown.back() = true;
  return shown;
}

/// The numbers of the curves for the script.
std::string data(const std::vector<ReportRun>& runs, const std::vector<Quantity>& quantities) {
  Json names = Json::array(), all = Json::array();
  std::vector<std::string> columns;
  for (const Quantity& q : quantities) columns.push_back(q.column);
  for (const ReportRun& run : runs) {
    names.push_back(run.name);
    Json json = Json::object();
    for (const char* axis : {"step", "images", "seconds"}) json[axis] = Json::array();
    for (const std::string& column : columns) json[column] = Json::array();
    const std::vector<bool> shown = rows_to_show(run.rows, kMostRows / runs.size());
    for (size_t i = 0; i < run.rows.size(); ++i) {
      const MetricsRow& row = run.rows[i];
      if (!shown[i]) continue;
      std::map<std::string_view, double> values;
      for (const auto& [group, column, value] : values_of(row)) values[column] = value;
      json["step"].push_back(row.step);
      json["seconds"].push_back(row.seconds);
      if (std::find(columns.begin(), columns.end(), "images") == columns.end())
        json["images"].push_back(row.images);
      for (const std::string& column : columns) {
        const auto found = values.find(column);
        json[column].push_back(found == values.end() ? Json() : Json(found->second));
      }
    }
    all.push_back(json);
  }
  const std::string text =
      Json{{"names", names}, {"runs", all}}.dump(-1, ' ', true, Json::error_handler_t::replace);
  return cat("<script type=\"application/json\" id=\"curves\">", replaced(text, "<", "\\u003c"),
             "</script>\n");
}

}  // namespace

std::string quantity_name(const std::string& column) {
  const auto found = std::find_if(kNames.begin(), kNames.end(),
                                  [&](const auto& name) { return name.first == column; });
  return found == kNames.end() ? column : found->second;
}

std::string report_page(const std::string& title, const std::vector<ReportRun>& runs) {
  std::string page = page_head(title, script_policy());
  page += for_runs(runs, [](const ReportRun& run) {
    return cat("<p>", html(run.summary), "</p>", facts(run.facts));
  });
  page += cat("</header>\n<main>\n<section><h2>Samples</h2>\n", for_runs(runs, pictures),
              "</section>\n<section><h2>Curves</h2>\n", legend(runs));
  const std::vector<Quantity> all = quantities(runs);
  const std::string drawn = curves(all);
  page += drawn.empty() ? "<p class=\"soft\">There are no rows in metrics.csv yet.</p>\n"
                        : kControls + drawn;
  page += "</section>\n" + latent_space(runs);
  page += cat("<section><h2>Details</h2>\n",
              for_runs(runs,
                       [](const ReportRun& run) {
                         std::string text;
                         for (const ReportTable& t : run.tables) text += table(t);
                         if (!run.command.empty())
                           text += cat("<h3>Command</h3><pre><code>", html(run.command),
                                       "</code></pre>\n");
                         return text;
                       }),
              "</section>\n</main>\n", data(runs, all), "<script>", kScript,
              "</script>\n</body>\n</html>\n");
  return page;
}

}  // namespace wgan
