using System.Globalization;

namespace Whimbrel.Engine.Postgres.Tools;

/// <summary>What libpq needs to know, as variables: names with any characters need no quoting there, and nothing stands in an argument.</summary>
internal static class LibpqVariables
{
    /// <param name="host">As the program sees the server.</param>
    public static Dictionary<string, string> Of(ServerAddress address, string host)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PGHOST"] = host,
            ["PGPORT"] = address.Port.ToString(CultureInfo.InvariantCulture),
            ["PGDATABASE"] = address.Database,
            ["PGUSER"] = address.User,
            ["PGCONNECT_TIMEOUT"] = "10",
            ["PGAPPNAME"] = "whimbrel backup",
        };
        if (address.SslMode is { } mode)
        {
            variables["PGSSLMODE"] = mode;
        }

        if (address.GssEncryptionMode is { } encryption)
        {
            variables["PGGSSENCMODE"] = encryption;
        }

        if (address.SslRootCertificate is { } certificate)
        {
            variables["PGSSLROOTCERT"] = certificate;
        }

        return variables;
    }
}
