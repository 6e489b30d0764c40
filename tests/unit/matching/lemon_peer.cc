// Min-cost flow: each request sends one unit over a mentor, or past them all at the price of
// waiting.
#include "tests/unit/matching/lemon_peer.h"

#include <lemon/network_simplex.h>
#include <lemon/static_graph.h>

#include <chrono>
#include <cstdlib>
#include <utility>
#include <vector>

namespace
{

using Graph = lemon::StaticDigraph;
using Simplex = lemon::NetworkSimplex<Graph, int, long long>;

// Arcs in the order of their source, as StaticDigraph wants them.
struct Arcs {
  std::vector<std::pair<int, int>> ends;
  std::vector<int> capacity;
  std::vector<long long> cost;

  void add(int from, int to, int units, long long price)
  {
    ends.emplace_back(from, to);
    capacity.push_back(units);
    cost.push_back(price);
  }
};

double since_ms(std::chrono::steady_clock::time_point start)
{
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

Arcs list_arcs(const permitted &pairs, const int *places, const int *step2)
{
  const long long requests = pairs.requests;
  const long long keep = 100 * requests + 1;
  const long long wait = (keep + 100) * requests + 1;
  const int sink = pairs.requests + pairs.mentors;
  Arcs arcs;
  for (int request = 0; request < pairs.requests; request++) {
    if (step2[request] == -2) continue;
    for (size_t pair = pairs.first[request]; pair < pairs.first[request + 1]; pair++) {
      const int mentor = pairs.mentor[pair];
      const long long stay = mentor == step2[request] ? keep : 0;
      arcs.add(request, pairs.requests + mentor, 1, keep + 101 - stay - pairs.fit[pair]);
    }
    if (step2[request] == -1) arcs.add(request, sink, 1, wait + keep + 101);
  }
  return arcs;
}

void read_answer(const permitted &pairs, const int *step2, const Graph &graph,
                 const Simplex &simplex, const Arcs &arcs, lemon_answer *answer)
{
  const int sink = pairs.requests + pairs.mentors;
  size_t pair = 0;
  for (size_t arc = 0; arc < arcs.ends.size(); arc++) {
    const auto [from, to] = arcs.ends[arc];
    if (from >= pairs.requests || to == sink) continue;
    while (pair < pairs.first[from] || pair >= pairs.first[from + 1]) pair++;
    if (simplex.flow(graph.arc(static_cast<int>(arc))) == 1) {
      answer->placed++;
      answer->moved += step2[from] >= 0 && step2[from] != to - pairs.requests;
      answer->fit += pairs.fit[pair];
    }
    pair++;
  }
}

}  // namespace

lemon_answer lemon_solve(const permitted *pairs, const int *places, const int *step2)
{
  lemon_answer answer = {0, 0, 0, 0.0, 0.0};
  const auto start = std::chrono::steady_clock::now();
  const int nodes = pairs->requests + pairs->mentors + 1;
  const Arcs arcs = list_arcs(*pairs, places, step2);
  Graph graph;
  graph.build(nodes, arcs.ends.begin(), arcs.ends.end());
  Graph::ArcMap<int> capacity(graph);
  Graph::ArcMap<long long> cost(graph);
  Graph::NodeMap<int> supply(graph, 0);
  for (int arc = 0; arc < graph.arcNum(); arc++) {
    capacity[graph.arc(arc)] = arcs.capacity[static_cast<size_t>(arc)];
    cost[graph.arc(arc)] = arcs.cost[static_cast<size_t>(arc)];
  }
  int units = 0;
  for (int request = 0; request < pairs->requests; request++)
    if (step2[request] != -2) {
      supply[graph.node(request)] = 1;
      units++;
    }
  for (int mentor = 0; mentor < pairs->mentors; mentor++)
    supply[graph.node(pairs->requests + mentor)] = -places[mentor];
  supply[graph.node(nodes - 1)] = -units;
  answer.build_ms = since_ms(start);
  const auto run = std::chrono::steady_clock::now();
  Simplex simplex(graph);
  simplex.upperMap(capacity).costMap(cost).supplyMap(supply);
  if (simplex.run() != Simplex::OPTIMAL) std::abort();
  answer.run_ms = since_ms(run);
  read_answer(*pairs, step2, graph, simplex, arcs, &answer);
  return answer;
}
