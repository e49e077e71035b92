using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Whimbrel.Cli.Options;
using Whimbrel.Cli.Output;
using Whimbrel.Engine;
using Whimbrel.Engine.Migrations;

namespace Whimbrel.Cli.Commands;

internal sealed record NewDocument(string Version, IReadOnlyList<string> Files);

/// <summary><c>whimbrel new</c>: a migration and its rollback.</summary>
internal static partial class NewCommand
{
    public static Command Create(CommandContext context)
    {
        var name = new Argument<string>("NAME") { Description = "What it does, for example add_user_preferences." };
        var data = new Option<bool>("--data") { Description = "With a data script (step 7)." };
        var verify = new Option<bool>("--verify") { Description = "With a verify script (step 10)." };
        var command = new Command("new", "Write a migration's script and its rollback.") { name, data, verify };
        command.SetAction(parsed =>
        {
            var settings = context.Settings(parsed);
            var document = Write(settings.Migrations.Path, parsed.GetValue(name)!, parsed.GetValue(data), parsed.GetValue(verify), context.Time);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Write(document, CliJson.Default.NewDocument);
            }
            else
            {
                Console.WriteLine(string.Join('\n', document.Files));
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    private static NewDocument Write(string path, string name, bool withData, bool withVerify, TimeProvider time)
    {
        var words = NotInNames().Replace(name.Trim().ToLowerInvariant(), "_").Trim('_');
        if (words.Length == 0)
        {
            throw new OperatorException($"'{name}' has no letter or digit to name a file with", "write for example: whimbrel new add_user_preferences.", ExitCode.Usage);
        }

        Directory.CreateDirectory(path);
        var version = NextVersion(path, time);
        var stem = Path.Combine(path, $"{version}_{words}");
        var files = new List<(string Path, string Text)>
        {
            ($"{stem}.sql", $"-- {words.Replace('_', ' ')}\nBEGIN;\n\nCOMMIT;\n"),
            ($"{stem}_rollback.sql", $"-- takes {version} back\nBEGIN;\n\nCOMMIT;\n"),
        };
        if (withData)
        {
            files.Add(($"{stem}_data.sql", "-- the data of this migration (runbook step 7)\nBEGIN;\nSET LOCAL statement_timeout = '30min';\n\nCOMMIT;\n"));
        }

        if (withVerify)
        {
            files.Add(($"{stem}_verify.sql", "-- each boolean must be true (runbook step 10)\nSELECT true AS written;\n"));
        }

        foreach (var (file, text) in files)
        {
            using var stream = new StreamWriter(new FileStream(file, FileMode.CreateNew));
            stream.Write(text);
        }

        return new NewDocument(version, [.. files.Select(f => f.Path)]);
    }

    /// <summary>Today's date as the runbook has it, or the next number where a version of today (or later) is there already.</summary>
    private static string NextVersion(string path, TimeProvider time)
    {
        var last = MigrationFolder.Read(path).Migrations.Select(m => m.Version).LastOrDefault() ?? "0";
        var now = time.GetLocalNow();
        var today = now.ToString(last.Length == 14 ? "yyyyMMddHHmmss" : "yyyyMMdd", CultureInfo.InvariantCulture);
        var next = (System.Numerics.BigInteger.Parse(last, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture).PadLeft(last.Length, '0');
        var countsUp = last.Length is not (8 or 14) && last != "0";
        return countsUp || Engine.Postgres.MigrationVersion.Compare(next, today) > 0 ? next : today;
    }

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NotInNames();
}
