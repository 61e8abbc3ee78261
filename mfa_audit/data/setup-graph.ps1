Connect-MgGraph -Environment <cloud> -TenantId <tenant> `
  -Scopes Application.ReadWrite.All, AppRoleAssignment.ReadWrite.All
$graph = Get-MgServicePrincipal -Filter "appId eq '<graph>'"
$names = -split '<permissions>'
$roles = $graph.AppRoles |
  Where-Object { $_.Value -in $names -and $_.AllowedMemberTypes -contains 'Application' }
$certificate = New-SelfSignedCertificate -Subject CN=mfa-audit -KeyAlgorithm RSA -KeyLength 2048 `
  -CertStoreLocation Cert:\CurrentUser\My -KeyExportPolicy Exportable -KeySpec Signature `
  -NotAfter (Get-Date).AddYears(1)
$key = @{ Type = 'AsymmetricX509Cert'; Usage = 'Verify'; Key = $certificate.RawData }
$access = @($roles | ForEach-Object { @{ Id = $_.Id; Type = 'Role' } })
$app = New-MgApplication -DisplayName mfa-audit -SignInAudience AzureADMyOrg `
  -KeyCredentials @($key) `
  -RequiredResourceAccess @(@{ ResourceAppId = $graph.AppId; ResourceAccess = $access })
$me = New-MgServicePrincipal -AppId $app.AppId
foreach ($role in $roles) {
  New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $me.Id -PrincipalId $me.Id `
    -ResourceId $graph.Id -AppRoleId $role.Id
}
$phrase = Read-Host -AsSecureString 'Pass phrase, for AZURE_CLIENT_CERTIFICATE_PASSWORD'
$pfx = Export-PfxCertificate -Cert $certificate -FilePath mfa-audit.pfx -Password $phrase
"AZURE_TENANT_ID=<tenant> AZURE_CLIENT_ID=$($app.AppId)"
"AZURE_CLIENT_CERTIFICATE_PATH=$($pfx.FullName)"
