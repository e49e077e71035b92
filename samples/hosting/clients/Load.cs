using System.Globalization;

namespace Hosting.Clients;

/// <summary>What is asked of the clients: each of <c>Clients</c> sends <c>PerSecond</c> requests a second.</summary>
internal sealed record Load(Uri Url, int Clients, int PerSecond, int Users, string ReportFile)
{
    public const string Usage =
        "usage: hosting-clients --url http://127.0.0.1:8080 --report FILE [--clients 6] [--per-second 40] [--users 120000]";

    /// <summary>The clients end by themselves after this, should nobody be left to end them.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(2);

    private static readonly string[] Options = ["--url", "--clients", "--per-second", "--users", "--report"];

    public static bool TryParse(string[] args, out Load load, out string problem)
    {
        load = new Load(new Uri("http://127.0.0.1"), 0, 0, 0, "");
        var given = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["--clients"] = "6",
            ["--per-second"] = "40",
            ["--users"] = "120000",
        };
        foreach (string[] pair in args.Chunk(2))
        {
            problem = pair is not [var option, var value] ? $"{pair[0]} needs a value"
                : !Options.Contains(option, StringComparer.Ordinal) ? $"unknown option {option}"
                : "";
            if (problem.Length > 0)
            {
                return false;
            }

            given[pair[0]] = pair[1];
        }

        problem = "--url, --report and three positive numbers are needed";
        if (!given.TryGetValue("--report", out string? report)
            || !Uri.TryCreate(given.GetValueOrDefault("--url"), UriKind.Absolute, out var url)
            || !IsPositive(given["--clients"], out int clients)
            || !IsPositive(given["--per-second"], out int perSecond)
            || !IsPositive(given["--users"], out int users))
        {
            return false;
        }

        load = new Load(url, clients, perSecond, users, Path.GetFullPath(report));
        return true;
    }

    private static bool IsPositive(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
