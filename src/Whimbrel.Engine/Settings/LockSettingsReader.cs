using Whimbrel.Engine.Locks;

namespace Whimbrel.Engine.Settings;

/// <summary>Reads the keys of <c>locks</c>, and how long a data migration waits for a row.</summary>
internal static class LockSettingsReader
{
    public static LockSettings Read(SettingsReader reader)
    {
        var locks = new LockSettings(
            reader.Time("locks.stall_budget", TimeSpan.FromMilliseconds(100)),
            reader.Time("locks.deadline", TimeSpan.FromMinutes(10)),
            reader.Time("data.row_wait", TimeSpan.FromSeconds(10)),
            Enum.Parse<BlockerPolicy>(reader.Choice("locks.blockers", "wait", "wait", "cancel", "terminate"), ignoreCase: true),
            reader.Time("locks.blockers_after", TimeSpan.FromSeconds(30)),
            ReadBlockerChoice(reader));

        // lock_timeout = 0 means for ever: the one value that must never reach the server.
        foreach (var (key, value) in new[] { ("locks.stall_budget", locks.StallBudget), ("locks.deadline", locks.Deadline), ("data.row_wait", locks.RowWait) })
        {
            if (value < TimeSpan.FromMilliseconds(1))
            {
                reader.Problems.Add($"{reader.Source(key)}: '{key}' must be at least 1ms: no wait is without a bound");
            }
        }

        return locks;
    }

    private static BlockerChoice ReadBlockerChoice(SettingsReader reader)
    {
        var choice = new BlockerChoice(reader.List("locks.blockers_users"), reader.List("locks.blockers_applications"), ReadConsents(reader));
        return choice is { Users.Count: 0, Applications.Count: 0, Consents.Count: 0 } ? BlockerChoice.All : choice;
    }

    private static List<Consent> ReadConsents(SettingsReader reader)
    {
        const string Key = "locks.blockers_consent";
        var consents = new List<Consent>();
        foreach (var word in reader.List(Key))
        {
            if (word is "backup" or "replication" or "wraparound")
            {
                consents.Add(Enum.Parse<Consent>(word, ignoreCase: true));
            }
            else
            {
                reader.Problems.Add($"{reader.Source(Key)}: '{Key}' has '{word}'; it may name backup, replication, wraparound");
            }
        }

        return consents;
    }
}
