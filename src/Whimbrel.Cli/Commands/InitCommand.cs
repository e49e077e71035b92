using System.CommandLine;
using Whimbrel.Engine;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Cli.Commands;

/// <summary><c>whimbrel init</c>: a commented configuration.</summary>
internal static class InitCommand
{
    public static Command Create()
    {
        var print = new Option<bool>("--print") { Description = "Print it instead of writing whimbrel.yaml." };
        var command = new Command("init", "Write a commented whimbrel.yaml and a migrations folder.") { print };
        command.SetAction(parsed => parsed.GetValue(print) ? Print() : Write());
        return command;
    }

    private static int Print()
    {
        Console.Write(SampleSettings.Text);
        return (int)ExitCode.Done;
    }

    private static int Write()
    {
        var path = Path.GetFullPath(SettingsLoader.DefaultFile);
        if (File.Exists(path))
        {
            throw new OperatorException($"{path} is there already; it was not touched", "'whimbrel init --print' shows what a new one would hold.");
        }

        try
        {
            File.WriteAllText(path, SampleSettings.Text);
            Directory.CreateDirectory(Path.GetFullPath("migrations"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"{path} cannot be written: {e.Message}", "run it in a folder that you may write.", ExitCode.Refused, e);
        }

        Console.WriteLine($"Wrote {path}. Set database.url in it, then run 'whimbrel doctor'.");
        return (int)ExitCode.Done;
    }
}
