using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Whimbrel.Engine.Docker;

/// <summary>The files by which an engine and we prove who we are; null for a file that is not there.</summary>
/// <param name="IsVerified">Whether the engine must prove itself.</param>
public sealed record EngineTls(string? Authority, string? Certificate, string? Key, bool IsVerified)
{
    /// <summary>docker's names for them in a folder.</summary>
    public static EngineTls Folder(string folder, bool isVerified)
    {
        string? There(string name) => Path.Combine(folder, name) is var path && File.Exists(path) ? path : null;
        return new EngineTls(There("ca.pem"), There("cert.pem"), There("key.pem"), isVerified);
    }

    /// <exception cref="OperatorException">When a file cannot be read.</exception>
    internal SslClientAuthenticationOptions For(string host)
    {
        try
        {
            var options = new SslClientAuthenticationOptions { TargetHost = host, CertificateRevocationCheckMode = X509RevocationMode.NoCheck };
            if (Certificate is not null && Key is not null)
            {
                options.ClientCertificateContext = SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(Certificate, Key), additionalCertificates: null);
            }

            if (!IsVerified)
            {
                // The operator's own choice: DOCKER_TLS without DOCKER_TLS_VERIFY, or a context made with skip-tls-verify.
#pragma warning disable CA5359
                options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
            }
            else if (Authority is not null)
            {
                options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
                options.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(Authority);
            }

            return options;
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"the TLS files of the Docker engine at {host} cannot be used ({Authority}, {Certificate}, {Key}): {e.Message}", "DOCKER_CERT_PATH names the folder of ca.pem, cert.pem and key.pem.", ExitCode.Usage, e);
        }
    }
}
